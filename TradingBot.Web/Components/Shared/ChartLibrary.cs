using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace TradingBot.Web.Components.Shared;

/// <summary>Opens charts of <c>js/charts.js</c> in elements of the page; one per circuit.</summary>
internal sealed class ChartLibrary(IJSRuntime js)
{
    private Task<IJSObjectReference>? _module;

    /// <summary>Draws an empty chart of a kind that the script exports; none if the page has gone meanwhile.</summary>
    public async Task<Chart?> OpenAsync(string kind, ElementReference element, params object?[] arguments)
    {
        try
        {
            IJSObjectReference module = await (_module ??= js.InvokeAsync<IJSObjectReference>("import", "./js/charts.js").AsTask());
            return new Chart(await module.InvokeAsync<IJSObjectReference>(kind, [element, .. arguments]));
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>A chart in the browser. Calls after the page has gone do nothing.</summary>
internal sealed class Chart(IJSObjectReference drawing)
{
    /// <summary>Calls a function of the chart.</summary>
    public async Task CallAsync(string function, params object?[] arguments)
    {
        try
        {
            await drawing.InvokeVoidAsync(function, arguments);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has left; there is nothing to draw on.
        }
    }

    /// <summary>Takes it off the page without waiting.</summary>
    public void Close() => _ = CloseAsync();

    private async Task CloseAsync()
    {
        await CallAsync("close");
        try
        {
            await drawing.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // As above.
        }
    }
}
