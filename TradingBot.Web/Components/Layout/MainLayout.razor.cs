using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace TradingBot.Web.Components.Layout;

/// <summary>Header, banners and footer around every page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;
    private string _here = "";

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _here = PathOf(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _boundary?.Recover();

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        _here = PathOf(change.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    // A bare "#main" would be resolved against the base address, which is another page.
    private string PathOf(string address) => Navigation.ToBaseRelativePath(address).Split('#')[0];
}
