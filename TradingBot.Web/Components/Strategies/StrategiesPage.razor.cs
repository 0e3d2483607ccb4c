using Microsoft.AspNetCore.Components;
using TradingBot.Contracts;
using TradingBot.Contracts.Strategies;
using TradingBot.Web.Api;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Strategies;

/// <summary>Every strategy with its last signal, its figures, its switch and its parameters.</summary>
public sealed partial class StrategiesPage : LiveComponent
{
    private IReadOnlyList<StrategyKindContract> _kinds = [];
    private ApiFailure? _failure;
    private int _generation = -1;
    private bool _isRetrying;
    private bool _isDisposed;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Strategies | LiveTopics.Connection;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <inheritdoc/>
    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? PaintAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task PaintAsync()
    {
        if (_generation != Live.Generation || (_failure is not null && !_isRetrying))
        {
            _generation = Live.Generation;
            (Page<StrategyKindContract>? catalog, _failure) = await Api.GetAsync<Page<StrategyKindContract>>("api/strategies/catalog");
            _kinds = catalog?.Items ?? _kinds;
        }
        StateHasChanged();
        if (_failure is not null && !_isRetrying) await RetryAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    // The stream can be back before a request gets through again; nothing else may change on the page that would ask anew.
    private async Task RetryAsync()
    {
        _isRetrying = true;
        await Task.Delay(TimeSpan.FromSeconds(2), Time);
        _isRetrying = false;
        if (!_isDisposed) await PaintAsync();
    }
}
