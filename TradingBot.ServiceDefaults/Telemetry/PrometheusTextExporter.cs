using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TradingBot.ServiceDefaults.Telemetry;

/// <summary>Answers a scrape: collects every metric of the process and writes it in Prometheus text format 0.0.4.</summary>
/// <remarks>Scrapes are one at a time. Format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format</remarks>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusTextExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private const int CollectTimeoutMs = 5_000;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly PrometheusText _text = new();

    public PrometheusTextExporter() => Reader = new BaseExportingMetricReader(this);

    /// <summary>The reader to give to the meter provider.</summary>
    public BaseExportingMetricReader Reader { get; }

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>All metrics now.</summary>
    /// <exception cref="InvalidOperationException">No provider is attached, or it did not collect within five seconds.</exception>
    public async Task<string> ScrapeAsync(CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            _text.Clear();
            if (Collect is not { } collect || !collect(CollectTimeoutMs)) throw new InvalidOperationException("The metrics could not be collected within five seconds.");
            return _text.ToString();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var families = new SortedDictionary<string, List<Metric>>(StringComparer.Ordinal);
        foreach (Metric metric in batch)
        {
            string name = PrometheusText.NameOf(metric);
            if (!families.TryGetValue(name, out List<Metric>? family)) families.Add(name, family = []);
            family.Add(metric);
        }
        foreach ((string name, List<Metric> family) in families) _text.Append(name, family);
        return ExportResult.Success;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _oneAtATime.Dispose();
        base.Dispose(disposing);
    }
}
