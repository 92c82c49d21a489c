using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MailBridge.Conversations;

namespace MailBridge.Storage;

/// <summary>
/// An entry's body as JSON. The contract is shaped here, so that the desk's types know nothing of it: typed values are strings, the closed
/// sets carry <c>$kind</c>, enums are names, and members that this program does not know are passed over.
/// </summary>
internal static class EntryJson
{
    /// <summary>The names of the cases, as they stand in the database.</summary>
    public const string CustomerEmail = "customer-email", AgentEmail = "agent-email", AgentReply = "agent-reply", SideEmail = "side-email", Note = "note", Activity = "activity";

    private const string Discriminator = "$kind";

    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        // The body never stands in a page: other scripts need not be escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(),
            new OfText<ConversationId>(v => new(Conversions.ReadId(v)), v => v.ToString()),
            new OfText<EntryId>(v => new(Conversions.ReadId(v)), v => v.ToString()),
            new OfText<TemplateId>(v => new(Conversions.ReadId(v)), v => v.ToString()),
            new OfText<RawMailId>(v => new(Conversions.ReadId(v)), v => v.ToString()),
            new OfText<InboxId>(v => new(v), v => v.Value),
            new OfText<AgentId>(v => new(v), v => v.Value),
            new OfText<MsgId>(v => new(v), v => v.Value),
            new OfText<EmailAddress>(v => new(v), v => v.Value),
        },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { GiveKinds } },
    };

    /// <summary>The name of an entry's case, as it stands in the database and in <see cref="HistoryHit.What"/>.</summary>
    public static string KindOf(Entry entry) => entry switch
    {
        Entry.CustomerEmail => CustomerEmail,
        Entry.AgentEmail => AgentEmail,
        Entry.AgentReply => AgentReply,
        Entry.SideEmail => SideEmail,
        Entry.Note => Note,
        Entry.Activity => Activity,
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.GetType(), "Not a case of the closed set."),
    };

    public static string Write(Entry entry) => JsonSerializer.Serialize(entry, _options);

    public static Entry Read(string body) => JsonSerializer.Deserialize<Entry>(body, _options)!;

    private static void GiveKinds(JsonTypeInfo type)
    {
        if (type.Type == typeof(Entry))
        {
            type.PolymorphismOptions = Kinds(
                new(typeof(Entry.CustomerEmail), CustomerEmail),
                new(typeof(Entry.AgentEmail), AgentEmail),
                new(typeof(Entry.AgentReply), AgentReply),
                new(typeof(Entry.SideEmail), SideEmail),
                new(typeof(Entry.Note), Note),
                new(typeof(Entry.Activity), Activity));
        }
        else if (type.Type == typeof(ReplyLife))
        {
            type.PolymorphismOptions = Kinds(
                new(typeof(ReplyLife.Held), "held"),
                new(typeof(ReplyLife.Stopped), "stopped"),
                new(typeof(ReplyLife.Withdrawn), "withdrawn"),
                new(typeof(ReplyLife.Queued), "queued"),
                new(typeof(ReplyLife.Accepted), "accepted"),
                new(typeof(ReplyLife.Partial), "partial"),
                new(typeof(ReplyLife.Failed), "failed"),
                new(typeof(ReplyLife.Uncertain), "uncertain"),
                new(typeof(ReplyLife.Bounced), "bounced"));
        }
    }

    private static JsonPolymorphismOptions Kinds(params ReadOnlySpan<JsonDerivedType> cases)
    {
        var options = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = Discriminator };
        foreach (var one in cases) options.DerivedTypes.Add(one);
        return options;
    }

    private sealed class OfText<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => read(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
