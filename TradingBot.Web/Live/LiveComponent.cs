using Microsoft.AspNetCore.Components;

namespace TradingBot.Web.Live;

/// <summary>A component that repaints itself, and only itself, when the shared state it shows has changed.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private Repaint? _repaint;

    /// <summary>What it shows.</summary>
    protected abstract LiveTopics Topics { get; }

    /// <summary>Least time between two paints; tables change at most four times a second.</summary>
    protected virtual TimeSpan PaintInterval => TimeSpan.FromMilliseconds(250);

    /// <summary>The shared state.</summary>
    protected TradingState State => Live.State;

    [Inject]
    private protected LiveTrading Live { get; set; } = default!;

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _repaint = new Repaint(Time, PaintInterval, () => _ = InvokeAsync(PaintAsync));
        Live.Changed += OnChanged;
    }

    /// <summary>Called in the component's own turn; by default renders it again.</summary>
    protected virtual Task PaintAsync()
    {
        StateHasChanged();
        return Task.CompletedTask;
    }

    /// <summary>Asks for a paint as a change of the shared state does.</summary>
    protected void RequestPaint() => _repaint?.Request();

    /// <summary>Ends the subscription.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        Live.Changed -= OnChanged;
        _repaint?.Dispose();
    }

    private void OnChanged(LiveTopics changed)
    {
        if ((changed & Topics) != 0) RequestPaint();
    }
}
