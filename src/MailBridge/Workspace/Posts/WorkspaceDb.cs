using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

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

    /// <summary>Sets what is the Workspace's own business in options that someone else chose the database in.</summary>
    public static void Own(DbContextOptionsBuilder builder)
    {
        var relational = RelationalOptionsExtension.Extract(builder.Options)
            .WithMigrationsAssembly(typeof(WorkspaceDb).Assembly.GetName().Name)
            .WithMigrationsHistoryTableName("WorkspaceMigrations");
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(relational);
        // Migrations are written by hand: there is no snapshot to compare the model with.
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));
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
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        // SQLite has no type for a moment that it could put in order: kept as milliseconds since 1970.
        => configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MomentConverter>();

    private sealed class MomentConverter()
        : ValueConverter<DateTimeOffset, long>(at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
