using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailBridge.Workspace.Posts.Migrations;

/// <summary>Which conversations are marked as spam.</summary>
[DbContext(typeof(WorkspaceDb))]
[Migration("20261122084500_MarkSpam")]
internal sealed class MarkSpam : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
        => migrationBuilder.AddColumn<bool>("IsSpam", "WorkspacePosts", nullable: false, defaultValue: false);

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn("IsSpam", "WorkspacePosts");
}
