using System.Globalization;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
            ["Simulator:Seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["Simulator:Speed"] = options.Speed.ToString(CultureInfo.InvariantCulture),
            ["Simulator:WarmUp"] = options.WarmUp.ToString("c"),
            ["Simulator:SendQueueLength"] = options.SendQueueLength.ToString(CultureInfo.InvariantCulture),
            ["Simulator:EnforceRateLimits"] = options.EnforceRateLimits.ToString(),
            ["Recording:Speed"] = recording.Speed.ToString(CultureInfo.InvariantCulture),
            ["Recording:KeepTimes"] = recording.KeepTimes.ToString(),
            ["Recording:AtEnd"] = recording.AtEnd,
        };
        if (options.StartTime is { } start)
            keys["Simulator:StartTime"] = start.ToString("O", CultureInfo.InvariantCulture);
        for (int at = 0; at < recording.Files.Count; at++)
            keys[$"Recording:Files:{at}"] = recording.Files[at];
        return keys;
    }
}
