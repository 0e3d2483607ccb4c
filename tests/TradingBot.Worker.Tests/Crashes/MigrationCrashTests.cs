using System.Globalization;
using TradingBot.Storage.Crashes;
using TradingBot.Storage.Migrations;

namespace TradingBot.Worker.Tests.Crashes;

/// <summary>migrate is killed within and between migrations, and run again.</summary>
public sealed class MigrationCrashTests(ServerFixture servers)
{
    [Theory]
    [InlineData(CrashPoint.MigrationApplied)]
    [InlineData(CrashPoint.MigrationCommitted)]
    public async Task A_killed_migration_leaves_whole_steps_behind_and_the_next_run_completes_it(CrashPoint point)
    {
        TestDatabase database = await servers.CreateDatabaseAsync(migrated: false);
        Dictionary<string, string?> environment = new()
        {
            ["ConnectionStrings__trading_bot"] = database.Owner,
            ["Database__ApplicationRole"] = database.ApplicationRole,
            [CrashTest.Permission] = CrashTest.Allowed,
        };
        // The first, one in between, and the last of what is left: each run dies once and the next goes on where it was.
        int count = Migrator.LatestVersion;
        foreach (int pass in (int[])[1, count / 2, point == CrashPoint.MigrationApplied ? count - count / 2 + 1 : count - count / 2 - 1])
        {
            (int killed, _) = await ProcessTests.RunToEndAsync(environment, "migrate", CrashTest.Switch, string.Create(CultureInfo.InvariantCulture, $"{CrashTest.NameOf(point)}:{pass}"));
            Assert.Equal(128 + 9, killed);
        }
        for (int run = 0; run < 2; run++)
        {
            (int code, string output) = await ProcessTests.RunToEndAsync(environment, "migrate");
            Assert.True(code == 0, output);
            Assert.Contains($"schema is at version {Migrator.LatestVersion}", output, StringComparison.Ordinal);
            Assert.DoesNotContain("not as migrate left it", output, StringComparison.Ordinal);
        }
    }
}
