using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>How often each small picture came from a domain, to tell logos from files.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122050000_SentPictures")]
internal sealed class SentPictures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => migrationBuilder.CreateTable(
            "sent_pictures",
            t => new { domain = t.Column<string>(), sha256 = t.Column<string>(), mails = t.Column<int>() },
            constraints: t => t.PrimaryKey("PK_sent_pictures", c => new { c.domain, c.sha256 }));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("sent_pictures");
}
