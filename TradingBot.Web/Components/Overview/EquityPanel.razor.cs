using Microsoft.AspNetCore.Components;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Web.Api;
using TradingBot.Web.Components.Shared;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Overview;

/// <summary>The equity curve: the stored points, then a new one with each valuation.</summary>
public sealed partial class EquityPanel : LiveComponent
{
    private const int PointsKept = 2_000;

    private readonly List<EquityPointContract> _points = [];
    private ElementReference _element;
    private Chart? _chart;
    private ApiFailure? _failure;
    private bool _isLoaded;
    private int _generation = -1;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Portfolio | LiveTopics.Connection;

    /// <inheritdoc/>
    protected override TimeSpan PaintInterval => TimeSpan.FromSeconds(1);

    [Inject]
    private TradingApi Api { get; set; } = default!;

    [Inject]
    private ChartLibrary Charts { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _chart = await Charts.OpenAsync("equityChart", _element);
        await PaintAsync();
    }

    /// <inheritdoc/>
    protected override async Task PaintAsync()
    {
        if (_chart is null) return;
        if (_generation != Live.Generation || _failure is not null) await LoadAsync();
        else if (State.Portfolio is { } portfolio && (_points.Count == 0 || portfolio.AsOf > _points[^1].At))
            await AddAsync(new EquityPointContract(portfolio.AsOf, portfolio.Equity, portfolio.Simulated));
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _chart?.Close();
    }

    private async Task LoadAsync()
    {
        _generation = Live.Generation;
        Answer<Page<EquityPointContract>> answer = await Api.GetAsync<Page<EquityPointContract>>("api/portfolio/equity?limit=1000");
        _failure = answer.Failure;
        if (answer.Value is null) return;
        _isLoaded = true;
        _points.Clear();
        _points.AddRange(answer.Value.Items.OrderBy(point => point.At));
        await _chart!.CallAsync("set", [_points.Select(Shape).ToArray()]);
    }

    private async Task AddAsync(EquityPointContract point)
    {
        _points.Add(point);
        if (_points.Count > PointsKept) _points.RemoveAt(0);
        await _chart!.CallAsync("add", Shape(point));
    }

    private static decimal[] Shape(EquityPointContract point) => [point.At.ToUnixTimeSeconds(), point.Equity];
}
