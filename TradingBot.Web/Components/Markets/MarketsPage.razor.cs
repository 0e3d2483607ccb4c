using Microsoft.AspNetCore.Components;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Markets;

/// <summary>All instruments, and one of them in full.</summary>
public sealed partial class MarketsPage : LiveComponent
{
    private static readonly int[] Intervals = [5, 60, 300, 3600];

    private LiveInstrument? _market;
    private string? _unknown;
    private int _intervalSeconds = 5;

    /// <summary>Venue from the address.</summary>
    [Parameter]
    public string? Venue { get; set; }

    /// <summary>Symbol from the address.</summary>
    [Parameter]
    public string? Symbol { get; set; }

    /// <inheritdoc/>
    protected override LiveTopics Topics => _market is null ? LiveTopics.Instruments : LiveTopics.None;

    [Inject]
    private LiveInstruments Instruments { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnParametersSet() => Watch();

    /// <inheritdoc/>
    protected override Task PaintAsync()
    {
        if (_market is null) Watch();
        return base.PaintAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _market?.Dispose();
    }

    private void Choose(int seconds)
    {
        _intervalSeconds = seconds;
        Watch();
    }

    private void Watch()
    {
        // While the first answer is rendered nobody looks yet.
        if (!RendererInfo.IsInteractive || State.Instruments.Length == 0) return;
        InstrumentKey wanted = Venue is null || Symbol is null
            ? new InstrumentKey(State.Instruments[0].Venue, State.Instruments[0].Symbol)
            : new InstrumentKey(Venue.ToLowerInvariant(), Symbol.ToUpperInvariant());
        bool isKnown = State.Instruments.Any(rules => rules.Venue == wanted.Venue && rules.Symbol == wanted.Symbol);
        _unknown = isKnown ? null : $"There is no instrument {wanted.Symbol} at {Display.Venue(wanted.Venue)}; choose one from the list.";
        if (isKnown && _market?.Instrument == wanted && _market.IntervalSeconds == _intervalSeconds) return;
        _market?.Dispose();
        _market = isKnown ? Instruments.Watch(wanted, _intervalSeconds) : null;
    }
}
