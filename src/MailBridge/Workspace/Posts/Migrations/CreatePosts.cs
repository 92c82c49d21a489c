using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Workspace.Posts.Migrations;

/// <summary>The first tables.</summary>
[DbContext(typeof(WorkspaceDb))]
[Migration("20261122000000_CreatePosts")]
internal sealed class CreatePosts : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "WorkspacePosts",
            columns: table => new
            {
                Sequence = table.Column<long>().Annotation("Sqlite:Autoincrement", true),
                Key = table.Column<string>(),
                Channel = table.Column<string>(),
                Thread = table.Column<long>(nullable: true),
                Kind = table.Column<string>(),
                Conversation = table.Column<string>(nullable: true),
                Entry = table.Column<string>(nullable: true),
                Sender = table.Column<string>(nullable: true),
                PostedAt = table.Column<long>(),
                UpdatedAt = table.Column<long>(),
                Change = table.Column<long>(),
                Card = table.Column<string>(),
                Status = table.Column<string>(nullable: true),
                Assignee = table.Column<string>(nullable: true),
                WaitingSince = table.Column<long>(nullable: true),
                LastActivityAt = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_WorkspacePosts", p => p.Sequence);
                table.ForeignKey("FK_WorkspacePosts_Thread", p => p.Thread, "WorkspacePosts", "Sequence");
            });
        migrationBuilder.CreateIndex("IX_WorkspacePosts_Key", "WorkspacePosts", "Key", unique: true);
        migrationBuilder.CreateIndex("IX_WorkspacePosts_Change", "WorkspacePosts", "Change", unique: true);
        migrationBuilder.CreateIndex("IX_WorkspacePosts_Thread", "WorkspacePosts", ["Thread", "Sequence"]);
        migrationBuilder.CreateIndex("IX_WorkspacePosts_Conversation", "WorkspacePosts", ["Conversation", "Kind"]);
        migrationBuilder.CreateIndex("IX_WorkspacePosts_List", "WorkspacePosts", ["Channel", "LastActivityAt"], filter: "\"Thread\" IS NULL");
        migrationBuilder.CreateIndex("IX_WorkspacePosts_Latest", "WorkspacePosts", "LastActivityAt", filter: "\"Thread\" IS NULL");
    }

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("WorkspacePosts");
}
