using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Layout;

/// <summary>Says that the Api can't be reached, and that the pages recover by themselves.</summary>
public sealed partial class ConnectionBanner : LiveComponent
{
    private ITimer? _grace;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Connection;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        _grace = Time.CreateTimer(_ => RequestPaint(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _grace?.Dispose();
    }
}
