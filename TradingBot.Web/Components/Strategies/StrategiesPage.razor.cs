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

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Strategies | LiveTopics.Connection;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <inheritdoc/>
    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? PaintAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task PaintAsync()
    {
        if (_generation != Live.Generation)
        {
            _generation = Live.Generation;
            (Page<StrategyKindContract>? catalog, _failure) = await Api.GetAsync<Page<StrategyKindContract>>("api/strategies/catalog");
            _kinds = catalog?.Items ?? _kinds;
        }
        StateHasChanged();
    }
}
