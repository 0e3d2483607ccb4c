using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Crashes;

namespace TradingBot.Worker.Tests.Crashes;

/// <summary>One kill: where, and at which time that the process passes there.</summary>
internal sealed record Kill(CrashPoint Point, int Pass)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CrashTest.NameOf(Point)}:{Pass}");
}

/// <summary>One database, one worker after the other, and clients that never stop: each worker kills itself at its point, the next one recovers.</summary>
internal sealed class CrashLane : IAsyncDisposable
{
    private const int Accounts = 4;
    private const int KilledBySignal = 128 + 9;
    private static readonly TimeSpan ReachPatience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(150); // 30 s; five times that.

    private readonly Dictionary<string, string?> _environment;
    private readonly string _folder;
    private readonly ServiceProvider _client;
    private readonly InvariantChecker _checker;
    private OrderLoad? _load;

    private CrashLane(TestDatabase database, Dictionary<string, string?> environment, string folder, ServiceProvider client) =>
        (_environment, _folder, _client, _checker) = (environment, folder, client, new(client, database));

    /// <summary>From the start of a process to the first answer that it gave.</summary>
    public List<TimeSpan> Recoveries { get; } = [];

    /// <summary>How many inputs waited for the engine, as its worker told last before each kill.</summary>
    public IReadOnlyList<int> QueueDepths => _checker.QueueDepths;

    /// <summary>How many kills there were.</summary>
    public int Kills { get; private set; }

    /// <summary>How many commands were answered.</summary>
    public int Answered => _load!.Answered;

    public static async Task<CrashLane> StartAsync(ServerFixture servers, int seed)
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("tradingbot-crash-test-").FullName;
        Dictionary<string, string?> environment = ProcessTests.Environment(servers, database, folder, ("ConnectionStrings:redis", ""), ("Snapshots:EveryEvents", "25"));
        environment[CrashTest.Permission] = CrashTest.Allowed;
        // Processes that live for seconds: what pays off later only delays them.
        (environment["DOTNET_TieredPGO"], environment["DOTNET_gcServer"]) = ("0", "0");
        ServiceProvider client = ProcessTests.Client(database, ("TRADINGBOT_DATA_DIR", folder), ("Audit:Key", environment["Audit__Key"]!));
        CrashLane lane = new(database, environment, folder, client);
        await lane.OpenAccountsAsync(seed);
        return lane;
    }

    /// <summary>Starts a worker that kills itself there, waits for it, and checks every law.</summary>
    public async Task KillAsync(Kill kill)
    {
        int before = _load!.Answered;
        Stopwatch since = Stopwatch.StartNew();
        using Process worker = ProcessTests.StartQuiet(_environment, CrashTest.Switch, kill.ToString());
        try
        {
            bool hasAnswered = false;
            while (!worker.HasExited)
            {
                if (!hasAnswered && _load.Answered > before)
                {
                    hasAnswered = true;
                    Recoveries.Add(since.Elapsed);
                }
                Assert.True(since.Elapsed < ReachPatience, $"a worker did not reach {kill} within {ReachPatience.TotalSeconds:0} s; {_load.Answered - before} commands were answered");
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
            Assert.True(worker.ExitCode == KilledBySignal, $"a worker that was to be killed at {kill} ended with {worker.ExitCode}");
            Kills++;
        }
        finally
        {
            if (!worker.HasExited) worker.Kill();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{kill} after {since.Elapsed.TotalSeconds:0.0} s, {_load.Answered - before} answers");
        AssertHolds(kill.ToString(), await _checker.FindBrokenAsync(_load));
    }

    /// <summary>Starts a worker, asks it to end (SIGTERM) when it has given so many answers, and checks every law.</summary>
    public async Task TerminateAsync(int answersBefore)
    {
        int before = _load!.Answered;
        using Process worker = ProcessTests.StartQuiet(_environment);
        try
        {
            await WorkerUnderTest.UntilAsync(() => _load.Answered >= before + answersBefore, (int)ReachPatience.TotalSeconds);
            using Process terminate = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {worker.Id}")]);
            await terminate.WaitForExitAsync(TestContext.Current.CancellationToken);
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(EndPatience, TestContext.Current.CancellationToken);
            Assert.Equal(0, worker.ExitCode);
        }
        finally
        {
            if (!worker.HasExited) worker.Kill();
        }
        AssertHolds("an orderly end", await _checker.FindBrokenAsync(_load));
    }

    /// <summary>A last worker answers what is left, ends in an orderly way, and all laws are checked, the audit chain too.</summary>
    public async Task FinishAsync()
    {
        await WithWorkerAsync(_load!.FinishAsync);
        Assert.NotEqual(0, _checker.SnapshotsCompared);
        AssertHolds("the end", [.. await _checker.FindBrokenAsync(_load), .. await _checker.FindBrokenAuditAsync()]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_load is not null) await _load.DisposeAsync();
        await _client.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAccountsAsync(int seed)
    {
        Guid[] accounts = [.. Enumerable.Range(0, Accounts).Select(_ => Guid.CreateVersion7())];
        OpenAccountBody body = new("Test", "USDT", new Dictionary<string, decimal> { ["USDT"] = 1_000_000m }, new(500_000m, 900_000m, 0.9m, 1_000));
        await WithWorkerAsync(() => Task.WhenAll(accounts.Select(async account => Assert.True((await ProcessTests.DoAsync(_client, account, $"open-{account}", body))?.IsDone))));
        _load = new(_client, accounts, seed);
        _load.Start();
    }

    private async Task WithWorkerAsync(Func<Task> doAsync)
    {
        using Process worker = ProcessTests.StartQuiet(_environment);
        try
        {
            await doAsync();
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static void AssertHolds(string when, IReadOnlyList<string> broken) =>
        Assert.True(broken.Count == 0, $"after {when}: {string.Join(Environment.NewLine, broken.Take(20))}");
}
