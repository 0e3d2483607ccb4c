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
    private Guid? _amending;

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

    private void Amended(OrderContract? order)
    {
        _amending = null;
        _failure = null;
        _outcome = order is null ? null : $"✓ Changed: {order.Side} {Display.Quantity(order.Quantity)} {order.Symbol}{(order.Price is { } price ? $" at {Display.Quantity(price)}" : "")}";
        if (order is not null) Live.Apply(order);
    }

    private static string TriggerOf(OrderContract order)
    {
        if (order.TriggeredAt is { } at) return $"set off {Display.Time(at)}";
        if (order.TriggerPrice is not { } trigger) return $"follows from {Display.Quantity(order.ActivationPrice)}";
        return order.Type == "trailingStop" ? $"trails, now {Display.Quantity(trigger)}" : $"trigger {Display.Quantity(trigger)}";
    }
}
