using System.Text;
using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

/// <summary>The desk's tables. The migrations make them; a test holds this model and the migrated schema together.</summary>
internal sealed class BridgeContext(DbContextOptions<BridgeContext> options) : DbContext(options)
{
    public DbSet<CustomerRow> Customers => Set<CustomerRow>();
    public DbSet<CustomerAddressRow> CustomerAddresses => Set<CustomerAddressRow>();
    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();
    public DbSet<ParticipantRow> Participants => Set<ParticipantRow>();
    public DbSet<EntryRow> Entries => Set<EntryRow>();
    public DbSet<FurtherIdRow> FurtherIds => Set<FurtherIdRow>();
    public DbSet<ClueRow> Clues => Set<ClueRow>();
    public DbSet<TypedMessageRow> TypedMessages => Set<TypedMessageRow>();
    public DbSet<LeftThreadRow> LeftThreads => Set<LeftThreadRow>();
    public DbSet<ReplyFileRow> ReplyFiles => Set<ReplyFileRow>();
    public DbSet<NoteFileRow> NoteFiles => Set<NoteFileRow>();
    public DbSet<TemplateVersionRow> TemplateVersions => Set<TemplateVersionRow>();
    public DbSet<TemplateUseRow> TemplateUses => Set<TemplateUseRow>();
    public DbSet<SidePersonRow> SidePeople => Set<SidePersonRow>();
    public DbSet<SentPictureRow> SentPictures => Set<SentPictureRow>();
    public DbSet<AcknowledgementRow> Acknowledgements => Set<AcknowledgementRow>();
    public DbSet<TagRow> Tags => Set<TagRow>();
    public DbSet<BlockedSenderRow> BlockedSenders => Set<BlockedSenderRow>();
    public DbSet<BlockedMailRow> BlockedMails => Set<BlockedMailRow>();
    public DbSet<ReceiptRow> Receipts => Set<ReceiptRow>();
    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();
    public DbSet<RawContentRow> RawContents => Set<RawContentRow>();
    public DbSet<RawMailRow> RawMails => Set<RawMailRow>();
    public DbSet<CursorRow> Cursors => Set<CursorRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<Conversions.OfInstant>();
        configuration.Properties<ConversationId>().HaveConversion<Conversions.OfConversation>();
        configuration.Properties<EntryId>().HaveConversion<Conversions.OfEntry>();
        configuration.Properties<CustomerId>().HaveConversion<Conversions.OfCustomer>();
        configuration.Properties<DeliveryId>().HaveConversion<Conversions.OfDelivery>();
        configuration.Properties<TemplateId>().HaveConversion<Conversions.OfTemplate>();
        configuration.Properties<RawMailId>().HaveConversion<Conversions.OfRawMail>();
        configuration.Properties<InboxId>().HaveConversion<Conversions.OfInbox>();
        configuration.Properties<AgentId>().HaveConversion<Conversions.OfAgent>();
        configuration.Properties<MsgId>().HaveConversion<Conversions.OfMsgId>();
        // By name, so that a row can be read and an enum's members can be put into another order.
        configuration.Properties<ConversationStatus>().HaveConversion<string>();
        configuration.Properties<ClueKind>().HaveConversion<string>();
        configuration.Properties<DeliveryLeg>().HaveConversion<string>();
        configuration.Properties<DeliveryState>().HaveConversion<string>();
        configuration.Properties<RawMailState>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        ShapeConversations(model);
        ShapeMarks(model);
        ShapeTemplates(model);
        ShapeQueue(model);
        ShapeRawMail(model);
        foreach (var table in model.Model.GetEntityTypes())
        {
            foreach (var property in table.GetProperties()) property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static void ShapeConversations(ModelBuilder model)
    {
        model.Entity<CustomerRow>(e =>
        {
            e.ToTable("customers").HasKey(r => r.Id);
            e.HasIndex(r => r.Name);
            e.Property(r => r.Id).ValueGeneratedNever();
        });
        model.Entity<CustomerAddressRow>(e =>
        {
            e.ToTable("customer_addresses").HasKey(r => r.AddressKey);
            e.HasIndex(r => r.Customer);
            e.HasOne<CustomerRow>().WithMany().HasForeignKey(r => r.Customer).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ConversationRow>(e =>
        {
            e.ToTable("conversations").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.Property(r => r.Version).IsConcurrencyToken();
            e.Property(r => r.IsSpam).HasDefaultValue(false);
            e.HasIndex(r => new { r.Customer, r.LastActivityAt });
            e.HasIndex(r => new { r.Inbox, r.BaseSubjectKey, r.LastActivityAt });
            e.HasIndex(r => new { r.ThreadMessage, r.ThreadChannel });
            e.HasIndex(r => r.Follows);
            e.HasOne<CustomerRow>().WithMany().HasForeignKey(r => r.Customer).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Follows).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ParticipantRow>(e =>
        {
            e.ToTable("conversation_participants").HasKey(r => new { r.Conversation, r.AddressKey });
            e.HasIndex(r => r.AddressKey);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<EntryRow>(e =>
        {
            e.ToTable("entries").HasKey(r => r.Sequence);
            e.Property(r => r.Sequence).ValueGeneratedOnAdd();
            e.HasIndex(r => r.Id).IsUnique();
            e.HasIndex(r => r.MessageId).IsUnique();
            e.HasIndex(r => new { r.Conversation, r.Sequence });
            e.HasIndex(r => new { r.PostMessage, r.PostChannel });
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<FurtherIdRow>(e =>
        {
            e.ToTable("further_ids").HasKey(r => new { r.MessageId, r.Entry });
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ClueRow>(e =>
        {
            e.ToTable("thread_clues").HasKey(r => new { r.Kind, r.Value, r.Conversation });
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<TypedMessageRow>(e =>
        {
            e.ToTable("typed_messages").HasKey(r => new { r.Platform, r.Workspace, r.Channel, r.Message });
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<LeftThreadRow>(e =>
        {
            e.ToTable("left_threads").HasKey(r => new { r.Platform, r.Workspace, r.Channel, r.Message });
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ReplyFileRow>(e => e.ToTable("reply_files").HasKey(r => r.Sha256));
        model.Entity<NoteFileRow>(e =>
        {
            e.ToTable("note_files").HasKey(r => new { r.Sha256, r.Entry });
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<SidePersonRow>(e =>
        {
            e.ToTable("side_people").HasKey(r => new { r.AddressKey, r.BaseSubjectKey, r.Conversation });
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<SentPictureRow>(e => e.ToTable("sent_pictures").HasKey(r => new { r.Domain, r.Sha256 }));
        model.Entity<AcknowledgementRow>(e => e.ToTable("acknowledgements").HasKey(r => new { r.Inbox, r.AddressKey }));
        model.Entity<ReceiptRow>(e => e.ToTable("receipts").HasKey(r => new { r.Source, r.ExternalKey }));
    }

    private static void ShapeMarks(ModelBuilder model)
    {
        model.Entity<TagRow>(e =>
        {
            e.ToTable("conversation_tags").HasKey(r => new { r.Conversation, r.TagKey });
            e.HasIndex(r => r.TagKey);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<BlockedSenderRow>(e =>
        {
            e.ToTable("blocked_senders").HasKey(r => r.PatternKey);
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<BlockedMailRow>(e =>
        {
            e.ToTable("blocked_mails").HasKey(r => r.Mail);
            e.Property(r => r.Mail).ValueGeneratedNever();
            e.HasIndex(r => r.PatternKey);
        });
    }

    private static void ShapeTemplates(ModelBuilder model)
    {
        model.Entity<TemplateVersionRow>(e => e.ToTable("template_versions").HasKey(r => new { r.Template, r.Version }));
        model.Entity<TemplateUseRow>(e =>
        {
            e.ToTable("template_uses").HasKey(r => new { r.Entry, r.Template });
            e.HasIndex(r => new { r.Inbox, r.Entry });
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void ShapeQueue(ModelBuilder model)
        => model.Entity<DeliveryRow>(e =>
        {
            e.ToTable("deliveries").HasKey(r => r.Sequence);
            e.Property(r => r.Sequence).ValueGeneratedOnAdd();
            e.HasIndex(r => r.Id).IsUnique();
            e.HasIndex(r => new { r.Leg, r.State, r.DueAt });
            e.HasIndex(r => new { r.Lane, r.State, r.Sequence });
            e.HasIndex(r => r.LeasedUntil);
            e.HasIndex(r => r.Conversation);
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.Conversation).OnDelete(DeleteBehavior.Cascade);
        });

    private static void ShapeRawMail(ModelBuilder model)
    {
        model.Entity<RawContentRow>(e => e.ToTable("raw_contents").HasKey(r => r.Sha256));
        model.Entity<RawMailRow>(e =>
        {
            e.ToTable("raw_mails").HasKey(r => r.Sequence);
            e.Property(r => r.Sequence).ValueGeneratedOnAdd();
            e.HasIndex(r => r.Id).IsUnique();
            e.HasIndex(r => new { r.Inbox, r.SourceKey }).IsUnique();
            e.HasIndex(r => r.OwnKey).IsUnique();
            e.HasIndex(r => new { r.State, r.Sequence });
            e.HasIndex(r => r.Sha256);
            e.HasOne<RawContentRow>().WithMany().HasForeignKey(r => r.Sha256).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<CursorRow>(e => e.ToTable("mailbox_cursors").HasKey(r => new { r.Inbox, r.Folder }));
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
