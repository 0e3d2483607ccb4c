using Microsoft.AspNetCore.Components;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Trading;

/// <summary>Ticket and book of one instrument, and all orders and executions.</summary>
public sealed partial class TradePage : LiveComponent
{
    private const int BarSeconds = 5;

    private LiveInstrument? _market;

    /// <summary>Venue from the address.</summary>
    [Parameter]
    public string? Venue { get; set; }

    /// <summary>Symbol from the address.</summary>
    [Parameter]
    public string? Symbol { get; set; }

    /// <inheritdoc/>
    protected override LiveTopics Topics => _market is null ? LiveTopics.Instruments | LiveTopics.Connection : LiveTopics.None;

    [Inject]
    private LiveInstruments Instruments { get; set; } = default!;

    private InstrumentKey Wanted => Venue is not null && Symbol is not null
        ? new InstrumentKey(Venue.ToLowerInvariant(), Symbol.ToUpperInvariant())
        : State.Instruments.Length > 0 ? new InstrumentKey(State.Instruments[0].Venue, State.Instruments[0].Symbol) : default;

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

    private void Watch()
    {
        if (!RendererInfo.IsInteractive || State.Instruments.Length == 0 || _market?.Instrument == Wanted) return;
        bool isKnown = State.Instruments.Any(rules => rules.Venue == Wanted.Venue && rules.Symbol == Wanted.Symbol);
        _market?.Dispose();
        _market = isKnown ? Instruments.Watch(Wanted, BarSeconds) : null;
    }
}
