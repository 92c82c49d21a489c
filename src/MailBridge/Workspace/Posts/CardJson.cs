using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MailBridge.ChatOut;

namespace MailBridge.Workspace.Posts;

/// <summary>Cards as they are kept.</summary>
internal static class CardJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameTheCases } },
    };

    /// <summary>Writes a card.</summary>
    public static string Write(Card card) => JsonSerializer.Serialize(card, Options);

    /// <summary>Reads what <see cref="Write"/> wrote; any other text gives a notice that says so, never a fault: one bad row must not hide the rest.</summary>
    public static Card Read(string json, DateTimeOffset at)
    {
        try
        {
            if (JsonSerializer.Deserialize<Card>(json, Options) is { } card) return card;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException) { }
        return new Card.Notice { Title = "A post that cannot be shown", Text = "It was written by another version of MailBridge.", At = at };
    }

    private static void NameTheCases(JsonTypeInfo type)
    {
        if (type.Type != typeof(Card)) return;
        type.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "is",
            DerivedTypes =
            {
                new JsonDerivedType(typeof(Card.Root), "root"),
                new JsonDerivedType(typeof(Card.Item), "item"),
                new JsonDerivedType(typeof(Card.Notice), "notice"),
            },
        };
    }
}
