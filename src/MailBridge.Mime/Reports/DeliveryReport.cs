namespace MailBridge.Mime;

/// <summary>What the mail system did for a recipient (RFC 3464 §2.3.3).</summary>
public enum DeliveryAction
{
    /// <summary>It gave up.</summary>
    Failed,
    /// <summary>It has not succeeded yet and still tries.</summary>
    Delayed,
    /// <summary>It delivered.</summary>
    Delivered,
    /// <summary>It handed on to a system that sends no reports.</summary>
    Relayed,
    /// <summary>It delivered to a list of further addresses.</summary>
    Expanded,
}

/// <summary>What a delivery report says of one recipient.</summary>
/// <param name="Address">The address that our message was for, as far as the report tells; may be empty.</param>
/// <param name="Action">What was done.</param>
/// <param name="Status">The enhanced status code <c>d.d.d</c> (RFC 3463); a class such as <c>5.0.0</c> if only that is known.</param>
/// <param name="DiagnosticCode">The words of the refusing server, or null.</param>
/// <param name="RemoteMta">The refusing server, or null.</param>
public sealed record DeliveryReportRecipient(
    string Address, DeliveryAction Action, string Status, string? DiagnosticCode, string? RemoteMta)
{
    /// <summary>The failure is final (status 5.x.x): sending the same again will fail again.</summary>
    public bool IsPermanent => Action == DeliveryAction.Failed && Status.StartsWith('5');

    /// <summary>Why, by the words and the status; <see cref="BounceReason.Other"/> for a success and where nothing told.</summary>
    public BounceReason Reason { get; init; }
}

/// <summary>A report about an earlier message of ours: RFC 3464, or read from the words of systems that write no such part.</summary>
public sealed record DeliveryReport
{
    /// <summary>The recipients the report speaks of, in its order.</summary>
    public required IReadOnlyList<DeliveryReportRecipient> Recipients { get; init; }

    /// <summary>The Message-ID of the returned message, or null.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>Further ids named by the returned message (In-Reply-To, References), which may lead to a conversation.</summary>
    public IReadOnlyList<string> OriginalReferences { get; init; } = [];

    /// <summary>The ENVID given at submission (RFC 3461), or null.</summary>
    public string? OriginalEnvelopeId { get; init; }

    /// <summary>The system that reports, or null.</summary>
    public string? ReportingMta { get; init; }

    /// <summary>True if read from a message/delivery-status part, false if guessed from text.</summary>
    public bool IsStandard { get; init; }

    /// <summary>Nothing has failed yet: some recipient is delayed, and the others, if any, have the message.</summary>
    public bool IsDelayOnly =>
        Recipients.Any(recipient => recipient.Action == DeliveryAction.Delayed)
        && Recipients.All(recipient => recipient.Action != DeliveryAction.Failed);
}
