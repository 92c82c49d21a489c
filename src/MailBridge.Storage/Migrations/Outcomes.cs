using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>Which note says what was agreed.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122080000_Outcomes")]
internal sealed class Outcomes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<string>("outcome", "conversations", nullable: true);
}
