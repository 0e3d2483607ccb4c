using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim;

/// <summary>A simulator inside a test's process: the same composition as the program's, on a free port of the loopback interface.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatorHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Base address of both venues' REST interfaces, such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Base address of Binance's sockets, such as <c>ws://127.0.0.1:40123/</c>; KuCoin's is named by <c>bullet-public</c>.</summary>
    public Uri SocketAddress => new UriBuilder(Address) { Scheme = "ws" }.Uri;

    /// <summary>The key that KuCoin's signed requests are checked with; none is known at first.</summary>
    public Kucoin.KucoinKeys KucoinKeys => Services.GetRequiredService<Kucoin.KucoinKeys>();

    /// <summary>The host's services, for the simulator's own tests.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts a simulator of the generated market.</summary>
    /// <param name="options">How it runs; default values for those left out.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public static Task<SimulatorHost> StartAsync(SimulatorOptions? options = null, CancellationToken cancellation = default) =>
        StartAsync(options, recording: null, time: null, cancellation);

    /// <summary>Starts a simulator, optionally of a recording, optionally by another clock.</summary>
    /// <param name="options">How it runs; default values for those left out.</param>
    /// <param name="recording">The recording to replay; none: the generated market.</param>
    /// <param name="time">Clock that paces it; none: the system's.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public static async Task<SimulatorHost> StartAsync(
        SimulatorOptions? options, RecordingOptions? recording, TimeProvider? time, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "TradingBot.ExchangeSim" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Keys(options ?? new SimulatorOptions(), recording ?? new RecordingOptions()));
        if (time is not null)
            builder.Services.TryAddSingleton(time);
        WebApplication app = SimulatorComposition.Compose(builder);
        await app.StartAsync(cancellation);
        return new SimulatorHost(app);
    }

    /// <summary>
    /// Stops simulated time at the end of a second, when every window of depth has been sent; completes when it stands. Then
    /// <c>/sim/book</c> is what every client that has read all its messages must have.
    /// </summary>
    /// <param name="cancellation">Ends the wait, not the pause.</param>
    public Task PauseAsync(CancellationToken cancellation = default) => PauseEndpoints.PauseAsync(
        Services.GetRequiredService<SimulatedClock>(), Services.GetRequiredService<Simulation>(), Services.GetRequiredService<TimeProvider>(), cancellation);

    /// <summary>Lets simulated time go on from where it was stopped.</summary>
    public void Resume() => Services.GetRequiredService<SimulatedClock>().Resume();

    /// <summary>Lets simulated time go on up to a time; completes when it stands there.</summary>
    /// <param name="until">Simulated time after the present one.</param>
    /// <param name="cancellation">Ends the wait, not the run.</param>
    public async Task RunToAsync(DateTimeOffset until, CancellationToken cancellation = default)
    {
        var simulation = Services.GetRequiredService<Simulation>();
        long untilNs = (until - DateTimeOffset.UnixEpoch).Ticks * 100;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(untilNs, simulation.NowNs);
        Services.GetRequiredService<SimulatedClock>().Resume(untilNs);
        await PauseAsync(cancellation);
    }

    /// <summary>Starts a fault, or sets it down for later, as <c>POST /sim/faults</c> does.</summary>
    /// <param name="request">What to do: docs/SIMULATOR.md has the vocabulary.</param>
    /// <returns>The fault with its id and how many connections or symbols it is aimed at.</returns>
    /// <exception cref="ArgumentException">The request makes no sense; the message names the field and what would be right.</exception>
    public FaultReport Inject(FaultRequest request)
    {
        try
        {
            return Board.Inject(request);
        }
        catch (FaultRefusedException exception)
        {
            throw new ArgumentException(exception.Message, nameof(request), exception);
        }
    }

    /// <summary>All faults that are scheduled or active, and the last 1,000 that have finished, by id.</summary>
    public IReadOnlyList<FaultReport> Faults => Board.List();

    /// <summary>Ends a fault, or takes back one that has not started; null where there is none of that id.</summary>
    /// <param name="id">Its number.</param>
    public FaultReport? EndFault(int id) => Board.End(id);

    /// <summary>Ends all faults and returns how many.</summary>
    public int EndFaults() => Board.EndAll();

    private FaultBoard Board => Services.GetRequiredService<FaultBoard>();

    /// <summary>Cuts all connections and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Dictionary<string, string?> Keys(SimulatorOptions options, RecordingOptions recording)
    {
        var keys = new Dictionary<string, string?>
        {
            [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        Flatten(SimulatorOptions.Section, JsonSerializer.SerializeToNode(options), keys);
        Flatten(RecordingOptions.Section, JsonSerializer.SerializeToNode(recording), keys);
        return keys;
    }

    /// <summary>Options as the configuration keys that they are read from.</summary>
    private static void Flatten(string key, JsonNode? node, Dictionary<string, string?> keys)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields)
                    Flatten($"{key}:{name}", value, keys);
                break;
            case JsonArray items:
                for (int at = 0; at < items.Count; at++)
                    Flatten(string.Create(CultureInfo.InvariantCulture, $"{key}:{at}"), items[at], keys);
                break;
            case not null:
                keys[key] = node.ToString();
                break;
        }
    }
}
