using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>When a snoozed conversation comes back.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122060000_Snoozing")]
internal sealed class Snoozing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<long>("snoozed_until", "conversations", nullable: true);
}
