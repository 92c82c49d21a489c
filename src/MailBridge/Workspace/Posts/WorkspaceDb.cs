using MailBridge.Operations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Workspace.Posts;

/// <summary>The Workspace's own tables. They lie in the desk's database file, but nothing of the desk's depends on them.</summary>
internal sealed class WorkspaceDb(DbContextOptions<WorkspaceDb> options) : DbContext(options)
{
    /// <summary>Every post.</summary>
    public DbSet<PostRow> Posts => Set<PostRow>();

    /// <summary>Brings the tables up to this version. Safe to call at every start and from several processes at once.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        // Readers must not wait for the writer of the same file, nor it for them.
        if (Database.IsSqlite()) await Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
        await Database.MigrateAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var post = modelBuilder.Entity<PostRow>();
        post.ToTable("WorkspacePosts");
        post.HasKey(p => p.Sequence);
        post.Property(p => p.Sequence).ValueGeneratedOnAdd();
        post.HasIndex(p => p.Key).IsUnique();
        post.Property(p => p.Kind).HasConversion<string>();
        post.Property(p => p.Status).HasConversion<string>();
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => OwnTables.KeepMoments(configurationBuilder);
}
