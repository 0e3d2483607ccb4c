using System.Diagnostics;
using System.Net.Http.Json;
using Npgsql;
using TradingBot.Contracts;
using TradingBot.Contracts.Orders;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Stack;

namespace TradingBot.SystemTests.Running;

/// <summary>All processes of the product on data of their own, as one command starts them.</summary>
public class RunningSystem : IAsyncLifetime
{
    /// <summary>Five times what a start takes.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly string _data = Directory.CreateTempSubdirectory("tradingbot-system-tests-").FullName;
    private readonly StringWriter _output = new();
    private LocalSystem? _system;
    private HttpClient? _api;
    private bool _isIdle;

    /// <summary>The running system; skips the test where PostgreSQL is missing.</summary>
    public LocalSystem System
    {
        get
        {
            Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
            return _system ?? throw new InvalidOperationException("The system is not running:\n" + _output);
        }
    }

    public HttpClient Api => System is not null ? _api! : throw new InvalidOperationException();

    public string Web => System.Endpoints["web"].Url;

    /// <summary>Everything that the processes wrote, by file.</summary>
    public string DataFolder => _data;

    /// <summary>What the local stack itself has said so far.</summary>
    public string Said => _output.ToString();

    /// <summary>Id, secret and passphrase of a KuCoin key that the worker is given, and that the simulated venue does not know.</summary>
    public static IReadOnlyList<string> PlantedKey { get; } = ["6705f5c3planted0157d3eb", "planted-secret-0f77aa", "planted-passphrase-91"];

    /// <summary>What it took from the command until all was healthy.</summary>
    public TimeSpan StartTook { get; private set; }

    protected virtual IReadOnlyList<string> Recordings => [];

    protected virtual bool IsWanted => true;

    public async ValueTask InitializeAsync()
    {
        if (IsWanted && TemporaryPostgres.IsAvailable(out _)) await StartAsync();
    }

    /// <summary>Stops everything in order and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Asks the Api; anything but success fails the test with what it said.</summary>
    public async Task<T> GetAsync<T>(string path)
    {
        using HttpResponseMessage response = await Api.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await ReadAsync<T>(response);
    }

    public async Task<T> PostAsync<T>(string path, object? body = null, string? idempotencyKey = null)
    {
        using HttpResponseMessage response = await SendAsync(path, body, idempotencyKey);
        return await ReadAsync<T>(response);
    }

    public async Task<HttpResponseMessage> SendAsync(string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: ContractsJson.Options);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Api.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var connection = new NpgsqlConnection(System.SuperuserConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>The first execution that a strategy decided; five minutes are allowed where two are promised.</summary>
    public async Task<ExecutionContract> WaitForStrategyExecutionAsync()
    {
        Assert.False(_isIdle, "another test has waited five minutes for an execution in vain");
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(5))
        {
            Page<ExecutionContract> page = await GetAsync<Page<ExecutionContract>>("api/executions?limit=50");
            if (page.Items.FirstOrDefault(execution => execution.StrategyId is not null) is { } found)
            {
                TestContext.Current.SendDiagnosticMessage($"first execution by a strategy {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s after healthy: {found.StrategyId} {found.Side} {found.Quantity} {found.Symbol}");
                return found;
            }
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
        _isIdle = true;
        throw new InvalidOperationException("No strategy executed anything within five minutes of healthy.");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        KeepLogs();
        Directory.Delete(_data, recursive: true);
        await _output.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task StartAsync()
    {
        using var patience = new CancellationTokenSource(StartPatience);
        long start = Stopwatch.GetTimestamp();
        LocalStackOptions options = LocalStackOptions.ForTests with { Temporary = false, DataDirectory = _data, Recordings = Recordings, Environment = new Dictionary<string, string?> { ["Exchanges__KuCoin__KeyFile"] = PlantKey() } };
        _system = await LocalSystem.StartAsync(options, _output, patience.Token);
        StartTook = Stopwatch.GetElapsedTime(start);
        _api = new HttpClient { BaseAddress = new Uri(_system.Endpoints["api"].Url.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(60) };
        await WaitForAccountAsync(patience.Token);
    }

    private string PlantKey()
    {
        string file = Path.Combine(_data, "planted.kucoin");
        File.WriteAllLines(file, PlantedKey);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    /// <summary>On fresh data the worker opens the demonstration account with the first prices, which is after it is healthy.</summary>
    private async Task WaitForAccountAsync(CancellationToken patience)
    {
        while (true)
        {
            using HttpResponseMessage summary = await _api!.GetAsync(new Uri("api/portfolio/summary", UriKind.Relative), patience);
            if (summary.IsSuccessStatusCode) return;
            await Task.Delay(250, patience);
        }
    }

    private async Task StopAsync()
    {
        _api?.Dispose();
        if (_system is not null) await _system.DisposeAsync();
        _system = null;
    }

    /// <summary>What the processes said stays among the build's artifacts, to tell why a test failed.</summary>
    private void KeepLogs()
    {
        string logs = Path.Combine(_data, "logs");
        if (!Directory.Exists(logs)) return;
        string kept = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "system-tests", GetType().Name)).FullName;
        foreach (string file in Directory.EnumerateFiles(logs)) File.Copy(file, Path.Combine(kept, Path.GetFileName(file)), overwrite: true);
        File.WriteAllText(Path.Combine(kept, "stack.log"), _output.ToString());
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: {text}");
        return global::System.Text.Json.JsonSerializer.Deserialize<T>(text, ContractsJson.Options)!;
    }
}

/// <summary>The same on the recorded market of Binance's BTCUSDT, where the recording is at hand.</summary>
public sealed class ReplayedSystem : RunningSystem
{
    private static readonly string[] Names = ["spot_btcusdt_20240808.jsonl.gz", "spot_btcusdt_20240809.jsonl.gz"];

    /// <summary>Why the recording can't be replayed.</summary>
    public string? Missing { get; } = Find() is null ? $"TRADINGBOT_MARKET_DATA names no folder that holds {string.Join(" and ", Names)}" : null;

    protected override IReadOnlyList<string> Recordings => Find() ?? [];

    protected override bool IsWanted => Missing is null;

    private static string[]? Find()
    {
        string? folder = Environment.GetEnvironmentVariable("TRADINGBOT_MARKET_DATA");
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder)) return null;
        string[] found = [.. Names.SelectMany(name => Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).Take(1))];
        return found.Length == Names.Length ? found : null;
    }
}
