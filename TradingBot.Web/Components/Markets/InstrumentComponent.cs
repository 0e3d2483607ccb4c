using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.MarketData;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Markets;

/// <summary>A component that repaints itself when one instrument's book, trades or bars have changed.</summary>
public abstract class InstrumentComponent : LiveComponent
{
    private LiveInstrument? _watched;

    /// <summary>The instrument it shows.</summary>
    [Parameter, EditorRequired]
    public required LiveInstrument Market { get; set; }

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.None;

    /// <summary>The rules of the instrument, once they are known.</summary>
    protected InstrumentContract? Rules => State.Instruments.FirstOrDefault(rules => rules.Venue == Market.Instrument.Venue && rules.Symbol == Market.Instrument.Symbol);

    /// <summary>Least price step; a cent until it is known.</summary>
    protected decimal TickSize => Rules?.TickSize ?? 0.01m;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_watched, Market)) return;
        if (_watched is not null) _watched.Changed -= RequestPaint;
        _watched = Market;
        _watched.Changed += RequestPaint;
        RequestPaint();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _watched is not null) _watched.Changed -= RequestPaint;
    }
}
