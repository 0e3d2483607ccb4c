using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Operations;
using TradingBot.Web.Api;

namespace TradingBot.Web.Components.Safety;

/// <summary>The audited attempts of today, read again whenever their number has changed.</summary>
public sealed partial class RealTradeAttempts
{
    private RealTradesToday? _today;
    private ApiFailure? _failure;
    private long _readFor = -1;

    /// <summary>Number of attempts as the live stream tells it.</summary>
    [Parameter, EditorRequired]
    public required long Count { get; set; }

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || (_readFor == Count && _failure is null)) return;
        _readFor = Count;
        (_today, _failure) = await Api.GetAsync<RealTradesToday>("api/audit/real-trades/today");
    }
}
