using System.Text.Json;
using Npgsql;
using TradingBot.Cli.Tests.Running;
using TradingBot.Storage.Control;

namespace TradingBot.Cli.Tests;

/// <summary>Every command against a running Api: what it does, what it says, how it exits.</summary>
public sealed class OperatingTests(RunningApi api) : IClassFixture<RunningApi>
{
    [Fact]
    public async Task Status_shows_the_parts_and_fails_without_a_worker()
    {
        await api.SayGoodbyeAsync();
        Tb down = await RunAsync("status");
        Assert.Equal(ExitCode.Failed, down.ExitCode);
        Assert.Contains("worker", down.Output, StringComparison.Ordinal);

        await api.TellAsync("ok");
        Tb up = await RunAsync("status", "--json");
        Assert.True(up.ExitCode == ExitCode.Ok, up.Output);
        Assert.Equal(JsonValueKind.True, up.Json.GetProperty("safety").GetProperty("paperTradingMode").ValueKind);
        Assert.Equal("worker-1", up.Json.GetProperty("control").GetProperty("workers")[0].GetProperty("id").GetString());
        Assert.Contains("PAPER TRADING holds", (await RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_stops_and_a_resume_releases_it()
    {
        await api.SayGoodbyeAsync();
        Tb stop = await RunAsync("stop-trading", "--reason", "drill", "--json");
        Assert.Equal(ExitCode.Ok, stop.ExitCode);
        Assert.Equal(JsonValueKind.True, stop.Json.GetProperty("stopped").ValueKind);
        ControlSnapshot control = await api.ControlAsync();
        Assert.Equal((true, "drill"), (control.Stopped, control.Reason));

        Tb refused = await RunAsync("resume", "--reason", "drill is over", "--confirm", "yes");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("RESUME", refused.Errors, StringComparison.Ordinal);
        Assert.True((await api.ControlAsync()).Stopped);

        Tb resume = await RunAsync("resume", "--reason", "drill is over", "--confirm", "RESUME");
        Assert.Equal(ExitCode.Ok, resume.ExitCode);
        Assert.False((await api.ControlAsync()).Stopped);
    }

    // The worker of this test lives by its heartbeat, but answers nothing.
    [Fact]
    public async Task A_stop_that_a_worker_has_not_acknowledged_exits_1_and_names_it()
    {
        await api.TellAsync("ok");
        Tb stop = await RunAsync("stop-trading");
        Assert.Equal(ExitCode.Failed, stop.ExitCode);
        Assert.Contains("worker-1", stop.Output, StringComparison.Ordinal);
        Assert.Contains("NOT ACKNOWLEDGED", stop.Output, StringComparison.Ordinal);
        await RunAsync("resume", "--reason", "test is over", "--confirm", "RESUME");
    }

    [Fact]
    public async Task Safety_is_verified_when_every_proof_holds()
    {
        await api.TellAsync("ok");
        Tb run = await RunAsync("verify-safety", "--only", "system", "database", "--database", api.Database, "--json");
        Assert.True(run.ExitCode == ExitCode.Ok, run.Output);
        string[] names = [.. run.Json.GetProperty("rows").EnumerateArray().Select(check => check.GetProperty("attack").GetString()!)];
        Assert.Contains("L4 egress-guard", names);
        Assert.Contains("database refuses a real execution", names);
        Assert.All(run.Json.GetProperty("rows").EnumerateArray(), check => Assert.Equal("ok", check.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("failed", 0, "hole")]
    [InlineData("ok", 600, "unknown")]
    public async Task A_broken_or_an_old_proof_fails_the_verification(string status, int ageSeconds, string told)
    {
        await api.TellAsync(status, TimeSpan.FromSeconds(ageSeconds));
        Tb run = await RunAsync("verify-safety", "--only", "system", "database", "--database", api.Database, "--json");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        JsonElement check = run.Json.GetProperty("rows").EnumerateArray().Single(found => found.GetProperty("attack").GetString() == "L4 egress-guard");
        Assert.Equal(told, check.GetProperty("status").GetString());
        await api.TellAsync("ok");
    }

    // A role that may do anything is itself the hole: what it tries is let through, and rolled back.
    [Fact]
    public async Task A_database_that_lets_through_what_it_must_refuse_fails_the_verification()
    {
        await api.TellAsync("ok");
        Tb run = await RunAsync("verify-safety", "--only", "system", "database", "--database", api.Superuser, "--json");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(run.Json.GetProperty("rows").EnumerateArray(), check =>
            check.GetProperty("attack").GetString() == "database refuses to drop the constraint" && check.GetProperty("status").GetString() == "hole");
        // Nothing of it stayed.
        Assert.Equal(ExitCode.Ok, (await RunAsync("verify-safety", "--only", "system", "database", "--database", api.Database)).ExitCode);
    }

    [Fact]
    public async Task The_audit_log_is_verified_and_a_changed_row_is_named()
    {
        Tb intact = await RunAsync("audit", "verify");
        Assert.True(intact.ExitCode == ExitCode.Ok, intact.Output);
        await RunAsync("stop-trading", "--reason", "to be tampered with");
        await RunAsync("resume", "--reason", "to be tampered with", "--confirm", "RESUME");

        long changed = await ExecuteAsync("""
            ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_append_only;
            UPDATE audit_logs SET actor = 'somebody else' WHERE sequence = (SELECT max(sequence) FROM audit_logs) RETURNING sequence
            """);
        Tb broken = await RunAsync("audit", "verify", "--json");
        Assert.Equal(ExitCode.Failed, broken.ExitCode);
        Assert.Equal(changed, broken.Json.GetProperty("firstBrokenSequence").GetInt64());
        await ExecuteAsync("""
            UPDATE audit_logs SET actor = 'local' WHERE sequence = (SELECT max(sequence) FROM audit_logs) RETURNING sequence;
            ALTER TABLE audit_logs ENABLE TRIGGER audit_logs_append_only
            """);
        Assert.Equal(ExitCode.Ok, (await RunAsync("audit", "verify")).ExitCode);
    }

    [Fact]
    public async Task The_first_API_key_is_made_in_the_database_and_opens_the_Api()
    {
        Tb run = await RunAsync("api-key", "create", "--name", "first", "--role", "viewer", "--database", api.Database, "--json");
        Assert.True(run.ExitCode == ExitCode.Ok, run.Errors);
        using var client = new HttpClient { BaseAddress = new Uri(api.Address) };
        client.DefaultRequestHeaders.Add("X-Api-Key", run.Json.GetProperty("apiKey").GetString());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync(new Uri("/api/accounts", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync(new Uri("/api/security/api-keys", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_database_that_cannot_be_asked_exits_3()
    {
        await api.TellAsync("ok");
        Tb run = await RunAsync("verify-safety", "--only", "system", "database", "--database", "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=hidden-word;Timeout=2");
        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
        Assert.DoesNotContain("hidden-word", run.Errors, StringComparison.Ordinal);
    }

    private Task<Tb> RunAsync(params string[] args) => Tb.RunAsync([.. args, "--api", api.Address]);

    private async Task<long> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(api.Superuser);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
