using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Orders;
using TradingBot.Web.Api;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Trading;

/// <summary>Open orders, which can be cancelled, or the finished ones.</summary>
public sealed partial class OrdersPanel : LiveComponent
{
    private const int Limit = 50;

    private readonly HashSet<Guid> _cancelling = [];
    private ApiFailure? _failure;
    private string? _outcome;

    /// <summary>Heading.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>Whether the open ones are shown.</summary>
    [Parameter, EditorRequired]
    public required bool IsOpen { get; set; }

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Orders | LiveTopics.Connection;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    private IEnumerable<OrderContract> Listed => State.Orders.Where(order => (order.Status is "open" or "partiallyFilled") == IsOpen);

    private async Task CancelAsync(OrderContract order)
    {
        if (!_cancelling.Add(order.OrderId)) return;
        (OrderContract? cancelled, _failure) = await Api.DeleteAsync<OrderContract>($"api/orders/{order.OrderId}");
        _cancelling.Remove(order.OrderId);
        _outcome = cancelled is null ? null : $"✓ {Display.Word(cancelled.Status)}: {cancelled.Side} {Display.Quantity(cancelled.Quantity)} {cancelled.Symbol}";
        if (cancelled is not null) Live.Apply(cancelled);
    }
}
