using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using TradingBot.LocalStack.PostgreSql;

namespace TradingBot.AppHost.Tests;

public sealed class LifecycleTests : IDisposable
{
    private static readonly string[] Required = ["api", "worker", "web", "simulator", "postgres"];

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task It_starts_everything_restarts_what_is_killed_and_on_SIGTERM_leaves_no_process()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        using RunningAppHost host = Start();
        JsonElement services = await host.ServicesAsync(_data.Path, Cancellation);
        Assert.Empty(Required.Except(services.EnumerateObject().Select(service => service.Name)));
        foreach (string service in Required[..4]) await AssertHealthyAsync(services, service);

        (int exitCode, string output) = await RunningAppHost.RunAsync(Cancellation, "--data-dir", _data.Path, "--port-base", "0", "--feed", "simulated");
        Assert.Equal(1, exitCode);
        Assert.Contains($"is in use by another running system (process {host.ProcessId})", output, StringComparison.Ordinal);
        Assert.Contains("--data-dir", output, StringComparison.Ordinal);

        int killed = ProcessOf(services, "api");
        Process.GetProcessById(killed).Kill();
        JsonElement later = await ChangesAsync(host, "api", killed);
        await AssertHealthyAsync(later, "api");

        host.Signal("TERM");
        Assert.True(await host.ExitCodeAsync(Cancellation) == 0, host.Output);
        Assert.DoesNotContain(Processes(services).Concat(Processes(later)), IsRunning);
        Assert.False(File.Exists(Path.Combine(_data.Path, "endpoints.json")));
    }

    [Fact]
    public async Task Killed_by_force_it_takes_its_processes_along_and_the_next_start_finds_the_data()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        JsonElement services;
        using (RunningAppHost host = Start())
        {
            services = await host.ServicesAsync(_data.Path, Cancellation);
            await ExecuteAsync(services, "CREATE SCHEMA probe; CREATE TABLE probe.kept (word text); INSERT INTO probe.kept VALUES ('acknowledged')");
            host.Signal("KILL");
            await host.ExitCodeAsync(Cancellation);
        }
        Stopwatch clock = Stopwatch.StartNew();
        while (Processes(services).Any(IsRunning) || File.Exists(Path.Combine(_data.Path, "endpoints.json")))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(50), "The processes outlived the AppHost.");
            await Task.Delay(50, Cancellation);
        }

        using RunningAppHost next = Start();
        services = await next.ServicesAsync(_data.Path, Cancellation);
        Assert.Equal("acknowledged", await ExecuteAsync(services, "SELECT word FROM probe.kept"));
        next.Signal("INT");
        Assert.True(await next.ExitCodeAsync(Cancellation) == 0, next.Output);
        Assert.DoesNotContain(Processes(services), IsRunning);
    }

    private RunningAppHost Start() => RunningAppHost.Start("--data-dir", _data.Path, "--port-base", "0", "--feed", "simulated");

    private async Task<JsonElement> ChangesAsync(RunningAppHost host, string service, int before)
    {
        while (true)
        {
            JsonElement services = await host.ServicesAsync(_data.Path, Cancellation);
            if (services.GetProperty(service).GetProperty("pid") is { ValueKind: JsonValueKind.Number } now && now.GetInt32() != before) return services;
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task AssertHealthyAsync(JsonElement services, string service)
    {
        using HttpClient client = new();
        Uri health = new(new Uri(services.GetProperty(service).GetProperty("url").GetString()!), "/api/health");
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await client.GetAsync(health, Cancellation);
                if (response.IsSuccessStatusCode) break;
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
                // A service that was just started again.
            }
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{service} is not healthy.");
            await Task.Delay(50, Cancellation);
        }
        Assert.True(IsRunning(ProcessOf(services, service)), service);
    }

    private static async Task<string> ExecuteAsync(JsonElement services, string statement)
    {
        string connectionString = services.GetProperty("postgres").GetProperty("superuserConnectionString").GetString()!;
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using NpgsqlCommand command = new(statement, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(Cancellation), CultureInfo.InvariantCulture) ?? "";
    }

    private static IEnumerable<int> Processes(JsonElement services) => services.EnumerateObject()
        .Select(service => service.Value.GetProperty("pid"))
        .Where(pid => pid.ValueKind == JsonValueKind.Number)
        .Select(pid => pid.GetInt32());

    private static int ProcessOf(JsonElement services, string service) => services.GetProperty(service).GetProperty("pid").GetInt32();

    private static bool IsRunning(int processId)
    {
        try
        {
            // The state follows the program's name: "4711 (dotnet) S …". A zombie has ended.
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')')..] is not [_, _, 'Z', ..];
        }
        catch (IOException)
        {
            return false;
        }
    }
}
