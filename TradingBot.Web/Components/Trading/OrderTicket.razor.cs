using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Orders;
using TradingBot.Web.Api;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Trading;

/// <summary>Places one order at a time; a double click, or a second try after a lost answer, is the same order.</summary>
public sealed partial class OrderTicket : LiveComponent
{
    /// <summary>Within this time after an answer, the same draft is the same order: nobody means two by a double click.</summary>
    private static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(2);

    private static readonly (string Type, string Name)[] OrderTypes =
        [("limit", "Limit"), ("market", "Market"), ("stop", "Stop"), ("takeProfit", "Take profit"), ("trailingStop", "Trailing stop"), ("oco", "OCO pair")];

    private OrderDraft _draft = new();
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private ApiFailure? _failure;
    private OrderContract? _outcome;
    private bool _isSending;
    private bool _isTried;
    private Guid _key = Guid.CreateVersion7();
    private long? _answeredAt;

    /// <summary>The instrument to trade.</summary>
    [Parameter, EditorRequired]
    public required InstrumentKey Instrument { get; set; }

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Tickers | LiveTopics.Instruments | LiveTopics.Portfolio | LiveTopics.Connection;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private InstrumentContract? Rules => State.Instruments.FirstOrDefault(rules => rules.Venue == Instrument.Venue && rules.Symbol == Instrument.Symbol);

    private TickerContract? Ticker => State.Tickers.GetValueOrDefault(Instrument);

    /// <inheritdoc/>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        InstrumentKey before = Instrument;
        await base.SetParametersAsync(parameters);
        if (before != default && before != Instrument) Change(_draft with { Price = "", Quantity = "", Trigger = "", Trail = "", Activation = "", Shown = "", TakeProfit = "", Stop = "", StopLimit = "" });
    }

    private void Change(OrderDraft draft)
    {
        _draft = draft;
        _key = Guid.CreateVersion7();
        _answeredAt = null;
        (_failure, _outcome) = (null, null);
        if (_isTried && Rules is { } rules) _faults = draft.FaultsBy(rules, Ticker);
    }

    private async Task SubmitAsync()
    {
        if (_isSending || Rules is not { } rules) return;
        _isTried = true;
        _faults = _draft.FaultsBy(rules, Ticker);
        (_failure, _outcome) = (null, null);
        if (_faults.Count > 0) return;
        if (_answeredAt is { } at && Time.GetElapsedTime(at) > RepeatWindow) _key = Guid.CreateVersion7();
        _isSending = true;
        OrderDraft sent = _draft;
        Answer<OrderContract> answer = sent.IsPair ? await SendPairAsync(sent, rules) : await Api.PostAsync<OrderContract>("api/orders", sent.ToRequest(rules), _key.ToString());
        _isSending = false;
        if (sent != _draft) return; // Changed meanwhile: the answer belongs to what is no longer shown; the tables tell it.
        (_outcome, _failure) = answer;
        // Without a worker's answer the order may exist: the same key asks for it instead of placing another.
        _answeredAt = answer.Failure is { Status: 0 or 409 or >= 500 } ? null : Time.GetTimestamp();
        if (answer.Failure is { } failure) _faults = failure.Fields.ToDictionary(field => field.Key, field => Display.Sentence(string.Join("; ", field.Value)));
        if (answer.Value is { } order) Live.Apply(order);
    }

    private async Task<Answer<OrderContract>> SendPairAsync(OrderDraft sent, InstrumentContract rules)
    {
        Answer<OcoContract> answer = await Api.PostAsync<OcoContract>("api/orders/oco", sent.ToPair(rules), _key.ToString());
        if (answer.Value is { } pair) Live.Apply(pair.Stop);
        return new(answer.Value?.Limit, answer.Failure);
    }

    private void ChooseInstrument(ChangeEventArgs chosen)
    {
        string[] parts = Text(chosen).Split(':');
        if (parts.Length == 2) Navigation.NavigateTo($"trade/{parts[0]}/{parts[1]}");
    }

    private bool IsByQuote => _draft.IsByQuote && _draft.Type == "market";

    private string? FaultOf(string field) => _faults.GetValueOrDefault(field);

    private decimal? FreeOf(string asset) => State.Portfolio is null ? null : State.Portfolio.Balances.FirstOrDefault(balance => balance.Asset == asset)?.Free ?? 0;

    private static string Text(ChangeEventArgs change) => change.Value as string ?? "";

    private static string Sentence(OrderContract order) => order.Status == "rejected"
        ? $"⚠ Refused: {order.Message ?? Display.Word(order.RejectReason)}"
        : $"✓ {Display.Word(order.Status)}: {order.Side} {Display.Quantity(order.Quantity)} {order.Symbol}"
          + (order.FilledQuantity > 0 ? $", {Display.Quantity(order.FilledQuantity)} executed at {Display.Quantity(order.AveragePrice)}" : order.Price is { } price ? $" at {Display.Quantity(price)}" : "")
          + (order.ListId is null ? "" : ", or its stop: the first cancels the other")
          + (order.TakeProfitPrice is { } profit ? $", then take profit at {Display.Quantity(profit)}" : "")
          + (order.StopPrice is { } stop ? $", {(order.TakeProfitPrice is null ? "then " : "or ")}stop at {Display.Quantity(stop)}" : "")
          + (order.TriggerSource is null ? "" : order.TriggerPrice is { } trigger ? $", trigger {Display.Quantity(trigger)}" : $", follows from {Display.Quantity(order.ActivationPrice)}");
}
