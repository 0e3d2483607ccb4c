using System.Diagnostics;
using TradingBot.LocalStack;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Redis;
using TradingBot.LocalStack.Stack;
using TradingBot.LocalStack.Supervision;

namespace TradingBot.AppHost.Tests;

/// <summary>The system as tests and drills start it: on temporary data, with its faults at hand.</summary>
public sealed class LocalSystemTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Services_can_be_killed_stopped_and_paused_one_by_one_and_nothing_is_left_of_it()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        Assert.SkipUnless(TemporaryRedis.IsAvailable(out reason), reason);
        StringWriter said = new();
        LocalSystem system = await LocalSystem.StartAsync(LocalStackOptions.ForTests, said, Cancellation);
        Assert.All(system.Endpoints.Values, endpoint => Assert.Equal(ServiceState.Healthy, endpoint.State));
        List<int?> processes = [.. system.Endpoints.Values.Select(endpoint => endpoint.ProcessId)];

        foreach (string service in new[] { "redis", "postgres" })
        {
            ServiceEndpoint before = system.Endpoints[service];
            system.Kill(service);
            await system.WaitForHealthyAsync(service, Cancellation);
            ServiceEndpoint after = system.Endpoints[service];
            Assert.Equal(before.Url, after.Url);
            Assert.NotEqual(before.ProcessId, after.ProcessId);
            processes.Add(after.ProcessId);
        }

        await system.StopServiceAsync("web");
        Assert.Equal((ServiceState.Stopped, (int?)null), (system.Endpoints["web"].State, system.Endpoints["web"].ProcessId));
        await system.StartServiceAsync("web", Cancellation);
        processes.Add(system.Endpoints["web"].ProcessId);

        system.Pause("simulator");
        Assert.Equal('T', StateOf(system.Endpoints["simulator"].ProcessId));
        system.Resume("simulator");
        Assert.NotEqual('T', StateOf(system.Endpoints["simulator"].ProcessId));

        ArgumentException unknown = Assert.Throws<ArgumentException>(() => system.Kill("broker"));
        Assert.Contains("There is no service 'broker'; running are postgres,", unknown.Message, StringComparison.Ordinal);

        string home = system.HomeDirectory;
        await system.DisposeAsync();
        await system.DisposeAsync();
        Assert.False(Directory.Exists(home));
        Assert.DoesNotContain(processes.OfType<int>(), processId => Directory.Exists($"/proc/{processId}"));
    }

    [Fact]
    public async Task A_temporary_system_has_no_data_folder_of_the_callers()
    {
        LocalStackOptions options = LocalStackOptions.ForTests with { DataDirectory = "/tmp/mine" };

        await Assert.ThrowsAsync<LocalStackException>(() => LocalSystem.StartAsync(options, TextWriter.Null, Cancellation));
    }

    private static char StateOf(int? processId)
    {
        // The kernel notes the change a moment after the signal.
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            char state = stat[stat.LastIndexOf(')') + 2];
            if (state == 'T' || clock.Elapsed > TimeSpan.FromSeconds(1)) return state;
            Thread.Sleep(10);
        }
    }
}
