using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MailBridge.Operations;

/// <summary>What the contexts share that keep tables of their own in the desk's database.</summary>
internal static class OwnTables
{
    /// <summary>Sets what is the context's own business in options that someone else chose the database in.</summary>
    /// <param name="builder">The options.</param>
    /// <param name="migrationsTable">Keeps which of its migrations were applied.</param>
    public static void Own(DbContextOptionsBuilder builder, string migrationsTable)
    {
        var relational = RelationalOptionsExtension.Extract(builder.Options)
            .WithMigrationsAssembly(typeof(OwnTables).Assembly.GetName().Name)
            .WithMigrationsHistoryTableName(migrationsTable);
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(relational);
        // Migrations are written by hand: there is no snapshot to compare the model with.
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    /// <summary>SQLite has no type for a moment that it could put in order: kept as milliseconds since 1970.</summary>
    public static void KeepMoments(ModelConfigurationBuilder configuration)
        => configuration.Properties<DateTimeOffset>().HaveConversion<MomentConverter>();

    private sealed class MomentConverter()
        : ValueConverter<DateTimeOffset, long>(at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
