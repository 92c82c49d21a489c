using MailBridge.Operations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.ChatLedger;

/// <summary>
/// What was seen from the chat platforms and begun on them, so that a process that dies does nothing twice and forgets nothing. The tables lie in the
/// desk's database, but nothing of the desk's depends on them.
/// </summary>
internal sealed class LedgerDb(DbContextOptions<LedgerDb> options) : DbContext(options)
{
    /// <summary>The table that keeps which migrations were applied.</summary>
    public const string MigrationsTable = "ChatLedgerMigrations";

    /// <summary>What platforms told us.</summary>
    public DbSet<ReceivedRow> Received => Set<ReceivedRow>();

    /// <summary>Posts that were begun.</summary>
    public DbSet<AttemptRow> Attempts => Set<AttemptRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var received = modelBuilder.Entity<ReceivedRow>();
        received.ToTable("ChatReceived");
        received.HasKey(r => r.Sequence);
        received.Property(r => r.Sequence).ValueGeneratedOnAdd();
        var attempt = modelBuilder.Entity<AttemptRow>();
        attempt.ToTable("ChatAttempts");
        attempt.HasKey(a => new { a.Key, a.Step });
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => OwnTables.KeepMoments(configurationBuilder);
}
