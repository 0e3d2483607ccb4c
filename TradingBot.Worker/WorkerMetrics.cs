using System.Diagnostics.Metrics;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Names;

namespace TradingBot.Worker;

/// <summary>The worker's metrics, meter <c>TradingBot.Worker</c>. The text endpoint appends units and <c>_total</c>.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _orders;
    private readonly Counter<long> _fills;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _rebuilds;
    private readonly Counter<long> _missed;
    private readonly Counter<long> _snapshots;
    private readonly Histogram<double> _decision;
    private readonly Histogram<double> _acknowledgement;
    private readonly Histogram<double> _commit;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _equity = [];
    private long _beatAtTicks;

    public WorkerMetrics(IMeterFactory factory, TimeProvider time)
    {
        _meter = factory.Create("TradingBot.Worker");
        _orders = _meter.CreateCounter<long>("paper_orders", description: "Orders by venue and outcome of their arrival.");
        _fills = _meter.CreateCounter<long>("paper_fills", description: "Executions by venue and role; all on paper.");
        _batches = _meter.CreateCounter<long>("journal_batches", description: "Journal transactions by outcome.");
        _rebuilds = _meter.CreateCounter<long>("account_rebuilds", description: "Times that the accounts were rebuilt from the journal.");
        _missed = _meter.CreateCounter<long>("recovered_trades", description: "Trades of the time in which accounts had no owner, fetched from the venue's history.");
        _snapshots = _meter.CreateCounter<long>("account_snapshots", description: "Snapshots of accounts by outcome.");
        _decision = _meter.CreateHistogram<double>("engine_decision", "s", "Time of the engine for one input.");
        _acknowledgement = _meter.CreateHistogram<double>("order_ack", "s", "From reading a command to its durable answer.");
        _commit = _meter.CreateHistogram<double>("journal_commit", "s", "Time of a journal transaction.");
        _meter.CreateObservableGauge("paper_trading_mode", () => IsPaperOnly ? 1 : 0, description: "1 while every proof holds that nothing but paper trading can happen.");
        _meter.CreateObservableGauge("safety_layer_holds", () => Layers.Select(layer => new Measurement<int>(layer.Status switch { "ok" => 1, "failed" => 0, _ => -1 },
            new KeyValuePair<string, object?>("layer", layer.Layer))), description: "1 while a layer's last proof holds, 0 where it does not, -1 where it is not known.");
        _meter.CreateObservableGauge("engine_queue_depth", () => QueueDepth, description: "Inputs that wait for the engine.");
        _meter.CreateObservableGauge("damaged_journals", () => DamagedJournals, description: "Accounts of this worker that rest because their journal is damaged; anything but 0 needs a person.");
        _meter.CreateObservableGauge("paper_ledger_drift", () => LedgerDrift, description: "Largest deviation of the ledger from zero; anything but 0 is a fault.");
        _meter.CreateObservableGauge("paper_equity", Equity, description: "Worth of each account in its reporting asset.");
        _meter.CreateObservableGauge("worker_heartbeat_age", () => (time.GetUtcNow().UtcTicks - Interlocked.Read(ref _beatAtTicks)) / (double)TimeSpan.TicksPerSecond, "s",
            "Time since the worker's last stored heartbeat.");
        _beatAtTicks = time.GetUtcNow().UtcTicks;
    }

    /// <summary>Whether every proof holds; the alert PaperTradingViolation watches it.</summary>
    public bool IsPaperOnly { get; set; } = true;

    /// <summary>Each safety layer with its last status: ok, failed or unknown.</summary>
    public IReadOnlyList<(string Layer, string Status)> Layers { get; set; } = [];

    public int QueueDepth { get; set; }

    public double LedgerDrift { get; set; }

    public int DamagedJournals { get; set; }

    public void Beat(DateTimeOffset now) => Interlocked.Exchange(ref _beatAtTicks, now.UtcTicks);

    public void Ordered(Venue venue, string outcome) => _orders.Add(1, Tag(venue), new("outcome", outcome));

    public void Filled(Venue venue, string role) => _fills.Add(1, Tag(venue), new("role", role));

    public void Committed(string outcome, TimeSpan elapsed)
    {
        _batches.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _commit.Record(elapsed.TotalSeconds);
    }

    public void Rebuilt() => _rebuilds.Add(1);

    public void Snapshot(string outcome) => _snapshots.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Missed(Venue venue, int trades) => _missed.Add(trades, Tag(venue));

    public void Decided(TimeSpan elapsed) => _decision.Record(elapsed.TotalSeconds);

    public void Acknowledged(TimeSpan elapsed) => _acknowledgement.Record(elapsed.TotalSeconds);

    /// <summary>A gauge for dashboards; amounts themselves are never doubles.</summary>
    public void SetEquity(string account, decimal equity)
    {
        lock (_lock) _equity[account] = (double)equity;
    }

    public void Dispose() => _meter.Dispose();

    private List<Measurement<double>> Equity()
    {
        lock (_lock) return [.. _equity.Select(pair => new Measurement<double>(pair.Value, new KeyValuePair<string, object?>("account", pair.Key)))];
    }

    private static KeyValuePair<string, object?> Tag(Venue venue) => new("venue", StoredNames.Of(venue));
}
