using Microsoft.AspNetCore.Components;

namespace TradingBot.Web.Components.Trading;

/// <summary>One input of the ticket with its label and what is wrong with it.</summary>
public sealed partial class TicketField : ComponentBase
{
    /// <summary>Name in the page, such as <c>price</c>.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>What it asks for.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>Its unit, or what may be left out.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public required string Value { get; set; }

    /// <summary>The input's HTML type.</summary>
    [Parameter]
    public string InputType { get; set; } = "text";

    /// <summary>What is wrong with it; none: nothing.</summary>
    [Parameter]
    public string? Fault { get; set; }

    /// <summary>Told with every key.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> Typed { get; set; }
}
