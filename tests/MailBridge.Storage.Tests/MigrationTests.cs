using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Tests;

public sealed class MigrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_again_changes_nothing_and_waits_for_no_writer()
    {
        await using var db = await TestDatabase.CreateAsync();
        await using var writer = db.Connect();
        await writer.OpenAsync(Cancellation);
        await using var writing = writer.BeginTransaction();

        await using var second = await db.OpenAgainAsync();

        Assert.Null(await second.Store.FindCustomerAsync(new("ada@example.com"), Cancellation));
    }

    [Fact]
    public async Task A_database_of_the_first_schema_keeps_what_it_has()
    {
        var directory = TestDatabase.NewDirectory();
        using (var database = Database(Path.Combine(directory, "bridge.db")))
        {
            var options = new DbContextOptionsBuilder<BridgeContext>();
            database.Configure(options, "storage_migrations");
            await using (var old = new BridgeContext(options.Options))
            {
                await old.GetService<IMigrator>().MigrateAsync("20261122000000_Foundation", Cancellation);
                old.Add(new CustomerRow { Id = new(Guid.NewGuid()), Name = "Ada", Since = DateTimeOffset.UnixEpoch });
                await old.SaveChangesAsync(Cancellation);
            }

            await database.MigrateAsync(Cancellation);

            Assert.Equal((1, 0, 0), await database.ReadAsync(
                async (context, ct) => (await context.Customers.CountAsync(ct), await context.TypedMessages.CountAsync(ct), await context.ReplyFiles.CountAsync(ct)),
                Cancellation));
        }
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Eight_processes_that_start_at_once_migrate_once()
    {
        var directory = TestDatabase.NewDirectory();
        var databases = Enumerable.Range(0, 8).Select(_ => Database(Path.Combine(directory, "bridge.db"))).ToList();

        await Task.WhenAll(databases.Select(d => Task.Run(() => d.MigrateAsync(Cancellation), Cancellation)));

        databases.ForEach(d => d.Dispose());
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_log_is_written_ahead_and_every_connection_is_careful()
    {
        await using var db = await TestDatabase.CreateAsync();

        var pragmas = await db.Database.ReadAsync(
            async (context, ct) => new[]
            {
                await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(ct),
                await context.Database.SqlQueryRaw<string>("SELECT CAST(synchronous AS TEXT) AS Value FROM pragma_synchronous")
                    .SingleAsync(ct),
                await context.Database.SqlQueryRaw<string>("SELECT CAST(foreign_keys AS TEXT) AS Value FROM pragma_foreign_keys")
                    .SingleAsync(ct),
                await context.Database.SqlQueryRaw<string>("SELECT CAST(timeout AS TEXT) AS Value FROM pragma_busy_timeout")
                    .SingleAsync(ct),
            },
            Cancellation);

        Assert.Equal(["wal", "2", "1", "60000"], pragmas);
    }

    [Fact]
    public async Task The_directory_is_made()
    {
        var directory = TestDatabase.NewDirectory();
        var file = Path.Combine(directory, "not", "there", "yet", "bridge.db");
        using (var database = Database(file)) await database.MigrateAsync(Cancellation);

        // One file is left by whoever stops in order.
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_in_a_sentence()
    {
        var directory = TestDatabase.NewDirectory();
        var file = Path.Combine(directory, "notes.txt");
        await File.WriteAllTextAsync(file, new string('x', 5_000), Cancellation);

        Assert.Equal(
            $"The database {file} is not a SQLite database: name another file, or move this one away.", await RefusalAsync(file));

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_named_in_a_sentence()
    {
        var directory = TestDatabase.NewDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory, "file"), "", Cancellation);

        var refusal = await RefusalAsync(Path.Combine(directory, "file", "bridge.db"));

        Assert.StartsWith($"The database {directory}/file/bridge.db cannot be made: ", refusal, StringComparison.Ordinal);
        Assert.EndsWith("Give the service's user a directory that it may write to.", refusal, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_directory_in_the_place_of_the_file_is_told()
    {
        var directory = TestDatabase.NewDirectory();

        Assert.Equal(
            $"The database {directory} cannot be opened: the directory must be there and "
                + "the service's user must be allowed to write to it.",
            await RefusalAsync(directory));

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_database_that_another_process_keeps_locked_is_told_after_the_busy_timeout()
    {
        await using var db = await TestDatabase.CreateAsync();
        await using var writer = db.Connect();
        await writer.OpenAsync(Cancellation);
        await using var writing = writer.BeginTransaction();
        using var impatient = Database(db.DataFile, TimeSpan.FromSeconds(0.2));

        var fault = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => impatient.WriteAsync((_, _) => Task.FromResult(0), Cancellation));

        Assert.StartsWith($"The database {db.DataFile} is locked by another process", fault.Message, StringComparison.Ordinal);
        Assert.IsType<SqliteException>(fault.InnerException);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_under_way_is_rolled_back()
    {
        await using var db = await TestDatabase.CreateAsync();

        var fault = await Assert.ThrowsAsync<StorageUnavailableException>(() => db.Database.WriteAsync(
            async (context, ct) =>
            {
                // As if the disk ended a few pages further on.
                await context.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 60", ct);
                context.Add(new RawContentRow { Sha256 = "0", Size = 1, Encoding = "identity", Bytes = new byte[10_000_000] });
                return await context.SaveChangesAsync(ct);
            },
            Cancellation));

        Assert.Contains("the disk is full", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await db.Database.ReadAsync((context, ct) => context.RawContents.CountAsync(ct), Cancellation));
    }

    [Theory]
    [InlineData(8, "read-only")]
    [InlineData(10, "reports a fault")]
    [InlineData(11, "damaged")]
    [InlineData(19, null)]
    public void Each_code_of_the_database_has_its_sentence_or_is_none_of_the_operators_business(int code, string? words)
    {
        using var database = Database("bridge.db");

        var sentence = database.Engine.Explain(new InvalidOperationException("outer", new SqliteException("inner", code)));

        Assert.Equal(words is not null, sentence?.Contains(words!, StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task A_schema_of_a_newer_program_is_refused()
    {
        await using var db = await TestDatabase.CreateAsync();
        await using var connection = db.Connect();
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO storage_migrations VALUES ('20991231000000_Tomorrow', '99.0.0')";
        await command.ExecuteNonQueryAsync(Cancellation);

        var refusal = await RefusalAsync(db.DataFile);
        Assert.Contains("made by a newer version of this program (schema 20991231000000_Tomorrow)", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_context_lives_in_the_same_file_with_migrations_of_its_own()
    {
        await using var db = await TestDatabase.CreateAsync();
        var options = new DbContextOptionsBuilder<GuestContext>();
        db.Database.Configure(options, "guest_migrations");
        await using (var guest = new GuestContext(options.Options))
        {
            await db.Database.MigrateAsync(guest, Cancellation);
            using var turn = await db.Database.EnterWriterAsync(Cancellation);
            guest.Add(new Guest { Id = 1, Name = "Ada" });
            await guest.SaveChangesAsync(Cancellation);
        }

        await using var next = await db.OpenAgainAsync();
        await using var again = new GuestContext(options.Options);
        await next.Database.MigrateAsync(again, Cancellation);
        Assert.Equal("Ada", (await again.Guests.SingleAsync(Cancellation)).Name);
        await db.OpenAsync("1@example.com");
    }

    [Fact]
    public async Task A_turn_to_write_is_given_back_once()
    {
        await using var db = await TestDatabase.CreateAsync();
        var turn = await db.Database.EnterWriterAsync(Cancellation);
        var next = db.Database.EnterWriterAsync(Cancellation);
        Assert.False(next.IsCompleted);

        turn.Dispose();
        turn.Dispose();

        using var second = await next;
        Assert.False(db.Database.EnterWriterAsync(Cancellation).IsCompleted);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var good = new BridgeStorageOptions { DataFile = "bridge.db" };
        Refuses("DataFile", good with { DataFile = " " });
        Refuses("BusyTimeout", good with { BusyTimeout = TimeSpan.FromHours(1) });
        Refuses("MostIndexedText", good with { MostIndexedText = 1 });

        static void Refuses(string name, BridgeStorageOptions options)
            => Assert.Contains(name, Assert.Throws<ArgumentException>(() => new BridgeDatabase(options)).Message, StringComparison.Ordinal);
    }

    private static BridgeDatabase Database(string file, TimeSpan? busy = null)
        => new(new BridgeStorageOptions { DataFile = file, BusyTimeout = busy ?? TimeSpan.FromMinutes(1) });

    private static async Task<string> RefusalAsync(string file)
    {
        using var database = Database(file);
        return (await Assert.ThrowsAsync<StorageUnavailableException>(() => database.MigrateAsync(Cancellation))).Message;
    }
}

internal sealed class Guest
{
    public required long Id { get; init; }
    public required string Name { get; init; }
}

internal sealed class GuestContext(DbContextOptions<GuestContext> options) : DbContext(options)
{
    public DbSet<Guest> Guests => Set<Guest>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Guest>().ToTable("guests");
}

[DbContext(typeof(GuestContext))]
[Migration("20261122000000_Guests")]
internal sealed class Guests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => migrationBuilder.CreateTable(
            "guests", t => new { Id = t.Column<long>(), Name = t.Column<string>() }, constraints: t => t.PrimaryKey(
                "PK_guests", c => c.Id));
}
