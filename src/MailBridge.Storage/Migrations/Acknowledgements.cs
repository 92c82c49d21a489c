using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>Whom an inbox has acknowledged a mail within a day.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122094000_Acknowledgements")]
internal sealed class Acknowledgements : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => migrationBuilder.CreateTable(
            "acknowledgements",
            t => new { inbox = t.Column<string>(), address_key = t.Column<string>(), at = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_acknowledgements", c => new { c.inbox, c.address_key }));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("acknowledgements");
}
