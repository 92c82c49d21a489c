using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Storage.Migrations;

/// <summary>Who was written to in side threads, so that an answer is known whose program has lost the thread.</summary>
/// <remarks>Written by hand; a migration that has shipped is never edited.</remarks>
[DbContext(typeof(BridgeContext))]
[Migration("20261122092000_SidePeople")]
internal sealed class SidePeople : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "side_people",
            t => new { address_key = t.Column<string>(), base_subject_key = t.Column<string>(), conversation = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("PK_side_people", c => new { c.address_key, c.base_subject_key, c.conversation });
                t.ForeignKey(
                    "FK_side_people_conversations_conversation", c => c.conversation, "conversations", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_side_people_conversation", "side_people", "conversation");
    }
}
