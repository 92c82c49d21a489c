namespace MailBridge.Tests.Commands;

/// <summary>Mails for the tests, written by hand.</summary>
internal static class Mails
{
    public const string Question = """
        From: Ana Novák <ana@shop.example>
        To: support@acme.example
        Subject: Parcel 1042
        Date: Mon, 2 Mar 2026 08:00:00 +0100
        Message-ID: <q1@shop.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        Where is my parcel? 😡
        """;

    public const string Answer = """
        From: Jonas Weber <jonas@acme.example>
        To: Ana <ana@shop.example>
        Cc: support@acme.example
        Subject: Re: Parcel 1042
        Date: Mon, 2 Mar 2026 08:30:00 +0100
        Message-ID: <a1@acme.example>
        In-Reply-To: <q1@shop.example>
        References: <q1@shop.example>

        It is on its way.
        """;

    public const string Thanks = """
        From: Ana <ana@shop.example>
        To: support@acme.example
        Subject: Re: Parcel 1042
        Date: Mon, 2 Mar 2026 08:45:00 +0100
        Message-ID: <q2@shop.example>
        In-Reply-To: <a1@acme.example>
        References: <q1@shop.example> <a1@acme.example>

        Thank you!
        """;

    public const string Internal = """
        From: jonas@acme.example
        To: marie@acme.example
        Subject: Lunch
        Date: Mon, 2 Mar 2026 08:50:00 +0100
        Message-ID: <i1@acme.example>

        At noon?
        """;

    /// <summary>The same mail as it reached another mailbox of ours.</summary>
    public static string DeliveredTo(string mail, string address) => $"Delivered-To: {address}\n{mail}";
}
