using Microsoft.Extensions.Options;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Kucoin;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Puts the faults together and schedules those that the configuration asks for.</summary>
internal static class FaultsComposition
{
    public static void AddFaults(this IServiceCollection services)
    {
        services.AddSingleton(provider => new SocketFaults(provider.GetRequiredService<IReadOnlyList<VenueGateway>>(), provider.GetRequiredService<KucoinTokens>()));
        services.AddSingleton(provider => new StreamFaults(provider.GetRequiredService<IReadOnlyList<VenueGateway>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RestFaults>();
        services.AddSingleton<MarketFaults>();
        services.AddSingleton<FaultLayers>();
        services.AddSingleton(provider => new FaultBoard(
            provider.GetRequiredService<RunningMarket>(),
            provider.GetRequiredService<FaultLayers>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FaultBoard>>())
        {
            Seeded = provider.GetRequiredService<SimulatorOptions>().Seeded(provider.GetRequiredService<RunningMarket>().IsReplay),
        });
    }

    /// <summary>Lets faults come with simulated time, and schedules those of the options and of the file.</summary>
    /// <exception cref="OptionsValidationException">A fault makes no sense.</exception>
    public static void ScheduleFaults(this WebApplication app)
    {
        var board = app.Services.GetRequiredService<FaultBoard>();
        var options = app.Services.GetRequiredService<SimulatorOptions>();
        var failures = new List<string>();
        for (int at = 0; at < options.Faults.Count; at++)
            Schedule(board, options.Faults[at], $"{SimulatorOptions.Section}:Faults:{at}", failures);
        if (app.Configuration["faults"] is { Length: > 0 } path)
        {
            IReadOnlyList<FaultRequest> file = FaultFile.Read(path);
            for (int at = 0; at < file.Count; at++)
                Schedule(board, file[at], FormattableString.Invariant($"--faults {path}, fault {at}"), failures);
        }
        if (failures.Count > 0)
            throw new OptionsValidationException(SimulatorOptions.Section, typeof(SimulatorOptions), failures);
        app.Services.GetRequiredService<Simulation>().Ticking = board.Tick;
    }

    private static void Schedule(FaultBoard board, FaultRequest request, string from, List<string> failures)
    {
        try
        {
            board.Inject(request.AtMs is null && request.AfterMs is null ? request with { AtMs = 0 } : request, "schedule");
        }
        catch (FaultRefusedException exception)
        {
            failures.Add($"{from}: {exception.Message}");
        }
    }
}
