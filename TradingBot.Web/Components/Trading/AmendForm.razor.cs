using System.Globalization;
using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Orders;
using TradingBot.Web.Api;

namespace TradingBot.Web.Components.Trading;

/// <summary>Changes price and quantity of one open order.</summary>
public sealed partial class AmendForm : ComponentBase
{
    private string _price = "";
    private string _quantity = "";
    private string? _fault;
    private bool _isSending;

    /// <summary>The order as it is.</summary>
    [Parameter, EditorRequired]
    public required OrderContract Order { get; set; }

    /// <summary>Told the order as it became, or nothing where it was left alone.</summary>
    [Parameter, EditorRequired]
    public required EventCallback<OrderContract?> Closed { get; set; }

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized() => (_price, _quantity) = (Plain(Order.Price), Plain(Order.Quantity));

    private async Task SendAsync()
    {
        if (_isSending) return;
        (_fault, decimal? price) = Read("price", _price, Order.Price);
        if (_fault is not null) return;
        (_fault, decimal? quantity) = Read("quantity", _quantity, Order.Quantity);
        if (_fault is null && price is null && quantity is null) _fault = "Change the price, the quantity, or both.";
        if (_fault is not null) return;
        _isSending = true;
        (OrderContract? amended, ApiFailure? failure) = await Api.PostAsync<OrderContract>($"api/orders/{Order.OrderId}/amend", new AmendOrderRequest(price, quantity));
        _isSending = false;
        _fault = failure is null ? null : failure.Detail ?? failure.Title;
        if (amended is not null) await Closed.InvokeAsync(amended);
    }

    // None where it is what it was.
    private static (string? Fault, decimal? Value) Read(string field, string typed, decimal? present)
    {
        if (present is null) return (null, null);
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (!decimal.TryParse(typed, style, CultureInfo.InvariantCulture, out decimal value) || value <= 0) return ($"The {field} must be a number above zero.", null);
        return (null, value == present ? null : value);
    }

    private static string Plain(decimal? value) => value?.ToString("0.############", CultureInfo.InvariantCulture) ?? "";
}
