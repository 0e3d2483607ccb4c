using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Orders;
using TradingBot.Web.Components.Shared;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Markets;

/// <summary>Bars of an instrument with our executions marked; only what has changed goes to the browser.</summary>
public sealed partial class CandleChart : InstrumentComponent
{
    private ElementReference _element;
    private Chart? _chart;
    private CandleContract? _first;
    private CandleContract? _last;
    private int _marked = -1;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Executions;

    [Inject]
    private ChartLibrary Charts { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _chart = await Charts.OpenAsync("candleChart", _element, Display.DecimalsOf(TickSize));
        await PaintAsync();
    }

    /// <inheritdoc/>
    protected override async Task PaintAsync()
    {
        if (_chart is null) return;
        ImmutableList<CandleContract> candles = Market.State.Candles;
        if (candles.Count > 0) await DrawAsync(candles);
        ExecutionContract[] ours = [.. State.Executions.Where(execution => execution.Venue == Market.Instrument.Venue && execution.Symbol == Market.Instrument.Symbol)];
        if (ours.Length != _marked && candles.Count > 0)
        {
            _marked = ours.Length;
            await _chart.CallAsync("mark", [ours.OrderBy(execution => execution.ExecutedAt).Select(Mark).ToArray()]);
        }
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _chart?.Close();
    }

    private async Task DrawAsync(ImmutableList<CandleContract> candles)
    {
        bool isContinued = _last is not null && _first?.OpenTime == candles[0].OpenTime && candles[^1].OpenTime >= _last.OpenTime;
        IEnumerable<CandleContract> changed = isContinued ? candles.SkipWhile(bar => bar.OpenTime < _last!.OpenTime) : candles;
        await _chart!.CallAsync(isContinued ? "update" : "set", [changed.Select(Shape).ToArray()]);
        (_first, _last) = (candles[0], candles[^1]);
    }

    private static decimal[] Shape(CandleContract bar) => [bar.OpenTime.ToUnixTimeSeconds(), bar.Open, bar.High, bar.Low, bar.Close];

    private object[] Mark(ExecutionContract execution)
    {
        long second = execution.ExecutedAt.ToUnixTimeSeconds();
        return [second - (second % Market.IntervalSeconds), execution.Side == "buy", execution.Side == "buy" ? "B" : "S"];
    }
}
