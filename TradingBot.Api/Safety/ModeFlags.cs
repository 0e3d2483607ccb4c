using System.Diagnostics.Metrics;
using TradingBot.Engine.Settings;

namespace TradingBot.Api.Safety;

/// <summary>What the Api's own settings say about real trading. Nothing enables it: where they ask for it, nothing is traded, and that is told wherever somebody looks.</summary>
internal sealed class ModeFlags : IDisposable
{
    private readonly Meter _meter;

    /// <exception cref="ExchangeKeyFoundException">A setting looks like an exchange's key: then the Api does not start.</exception>
    public ModeFlags(IConfiguration configuration, IMeterFactory meters)
    {
        IReadOnlyList<PaperTradingViolation> violations = ExchangeKeys.Check(configuration.AsEnumerable());
        Settings = [.. violations.Select(violation => violation.Setting)];
        if (violations.Count > 0) Problem = string.Join("; ", violations.Select(violation => $"{violation.Setting} is {violation.Value}: {violation.Explanation}"));
        _meter = meters.Create("TradingBot.Api.Safety");
        _meter.CreateObservableGauge("paper_trading_mode", () => Problem is null ? 1 : 0, description: "1 while nothing in the Api's settings asks for real trading.");
    }

    /// <summary>Names of the settings that ask for real trading.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>What is wrong; none where nothing asks for real trading.</summary>
    public string? Problem { get; }

    public void Dispose() => _meter.Dispose();
}
