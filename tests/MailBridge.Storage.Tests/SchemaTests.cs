using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage.Tests;

public sealed class SchemaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrated_schema_is_the_golden_one()
    {
        await using var db = await TestDatabase.CreateAsync();
        await using var connection = db.Connect();
        await connection.OpenAsync(Cancellation);

        var schema = string.Join(
            "\n\n",
            await QueryAsync(
                connection,
                "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
                + "AND name NOT LIKE 'entry_words_%' ORDER BY tbl_name, type DESC, name")) + "\n";

        await Golden.MatchAsync("schema.sql", schema.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task The_migrated_schema_is_what_the_model_asks_for()
    {
        await using var db = await TestDatabase.CreateAsync();
        await using var migrated = db.Connect();
        await migrated.OpenAsync(Cancellation);

        var options = new DbContextOptionsBuilder<BridgeContext>();
        db.Database.Configure(options, "storage_migrations");
        await using var context = new BridgeContext(options.Options);
        await using var modelled = new SqliteConnection("Data Source=:memory:");
        await modelled.OpenAsync(Cancellation);
        await using var create = modelled.CreateCommand();
#pragma warning disable CA2100 // the model's own script
        create.CommandText = context.Database.GenerateCreateScript();
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal(await DescribeAsync(modelled), await DescribeAsync(migrated));
    }

    /// <summary>Tables, columns, keys, indexes and foreign keys, one a line.</summary>
    private static async Task<string> DescribeAsync(SqliteConnection connection)
    {
        var text = new StringBuilder();
        var tables = await QueryAsync(
            connection,
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            + "AND name NOT LIKE 'entry_words%' AND name <> 'storage_migrations' ORDER BY name");
        foreach (var table in tables)
        {
            text.AppendLine(table);
            string[] questions =
            [
                $"SELECT 'column', name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table}') ORDER BY name",
                $"SELECT 'foreign key', \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list('{table}') ORDER BY 2",
                $"SELECT 'index', l.name, l.\"unique\", l.partial, i.seqno, i.name "
                    + $"FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i ORDER BY 2, 5",
                $"SELECT 'autoincrement' FROM sqlite_master WHERE name = '{table}' AND sql LIKE '%AUTOINCREMENT%'",
            ];
            foreach (var question in questions)
            {
                foreach (var line in await QueryAsync(connection, question)) text.Append("  ").AppendLine(line);
            }
        }
        return text.ToString();
    }

    private static async Task<List<string>> QueryAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names from the schema itself
        command.CommandText = sql;
#pragma warning restore CA2100
        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            lines.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
        return lines;
    }
}
