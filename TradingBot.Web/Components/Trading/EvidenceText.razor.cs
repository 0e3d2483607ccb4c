using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Orders;
using TradingBot.Web.Api;

namespace TradingBot.Web.Components.Trading;

/// <summary>What on the tape allowed an execution, in words.</summary>
public sealed partial class EvidenceText : ComponentBase
{
    /// <summary>The execution.</summary>
    [Parameter, EditorRequired]
    public required ExecutionContract Execution { get; set; }

    /// <summary>Its evidence; none while it is asked for.</summary>
    [Parameter]
    public EvidenceContract? Evidence { get; set; }

    /// <summary>Why there is none.</summary>
    [Parameter]
    public ApiFailure? Failure { get; set; }

    private string Reason => Evidence switch
    {
        { TradeId: { } trade } => $"Trade {trade} reached the order{Queue}.",
        { LevelPrice: { } price } => $"The other side showed {Display.Quantity(Evidence.LevelQuantity)} at {Display.Quantity(price)} in book {Evidence.BookUpdateId}, which would have met the resting order{Queue}.",
        _ => $"It took from {Display.Quantity(Evidence!.LevelQuantity)} that book {Evidence.BookUpdateId} showed at {Display.Quantity(Execution.Price)}.",
    };

    private string Queue => Evidence!.QueueAheadBefore is { } before ? $": {Display.Quantity(before)} ahead in the queue before, {Display.Quantity(Evidence.QueueAheadAfter)} after" : "";
}
