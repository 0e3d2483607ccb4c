using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TradingBot.Storage.Reading;

/// <summary>The read side of the database. Nothing is written through it: it does not track, and saving throws.</summary>
/// <remarks>Columns are the properties' names in snake case; a test holds this model against the migrated schema.</remarks>
public sealed class TradingBotDbContext(DbContextOptions<TradingBotDbContext> options) : DbContext(options)
{
    public DbSet<InstrumentRow> Instruments => Set<InstrumentRow>();
    public DbSet<AccountRow> Accounts => Set<AccountRow>();
    public DbSet<JournalRow> EngineEvents => Set<JournalRow>();
    public DbSet<OrderRow> Orders => Set<OrderRow>();
    public DbSet<ExecutionRow> TradeExecutions => Set<ExecutionRow>();
    public DbSet<LedgerEntryRow> LedgerEntries => Set<LedgerEntryRow>();
    public DbSet<BalanceRow> Balances => Set<BalanceRow>();
    public DbSet<PositionRow> Positions => Set<PositionRow>();
    public DbSet<StrategyRow> Strategies => Set<StrategyRow>();
    public DbSet<SignalRow> Signals => Set<SignalRow>();
    public DbSet<EquityPointRow> EquityPoints => Set<EquityPointRow>();
    public DbSet<CommandRow> Commands => Set<CommandRow>();
    public DbSet<ControlRow> Control => Set<ControlRow>();
    public DbSet<WorkerRow> Workers => Set<WorkerRow>();
    public DbSet<ControlAcknowledgementRow> ControlAcknowledgements => Set<ControlAcknowledgementRow>();
    public DbSet<LeaseRow> WorkerLeases => Set<LeaseRow>();
    public DbSet<SafetyStatusRow> SafetyStatus => Set<SafetyStatusRow>();
    public DbSet<FeedStatusRow> FeedStatus => Set<FeedStatusRow>();
    public DbSet<VenueBlockRow> VenueBlocks => Set<VenueBlockRow>();
    public DbSet<ReportRow> Reports => Set<ReportRow>();
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();
    public DbSet<ApiUsageRow> ApiUsage => Set<ApiUsageRow>();
    public DbSet<AuditLogRow> AuditLogs => Set<AuditLogRow>();
    public DbSet<CandleRow> Candles => Set<CandleRow>();
    public DbSet<MarketTradeRow> MarketTrades => Set<MarketTradeRow>();
    public DbSet<DataImportRow> DataImports => Set<DataImportRow>();
    public DbSet<DataRangeRow> DataRanges => Set<DataRangeRow>();

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw ReadOnly();

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ModelBuilder model = modelBuilder;
        Map<InstrumentRow>(model, "instruments", row => row.InstrumentId, nameof(InstrumentRow.Definition));
        Map<AccountRow>(model, "accounts", row => row.AccountId);
        Map<JournalRow>(model, "engine_events", row => new { row.AccountId, row.Sequence }, nameof(JournalRow.Payload));
        Map<OrderRow>(model, "orders", row => row.OrderId);
        Map<ExecutionRow>(model, "trade_executions", row => row.ExecutionId, nameof(ExecutionRow.Evidence));
        Map<LedgerEntryRow>(model, "ledger_entries", row => new { row.AccountId, row.EventSequence, row.Line });
        Map<BalanceRow>(model, "balances", row => new { row.AccountId, row.Asset });
        Map<PositionRow>(model, "positions", row => new { row.AccountId, row.InstrumentId });
        Map<StrategyRow>(model, "strategies", row => new { row.AccountId, row.StrategyId }, nameof(StrategyRow.Parameters), nameof(StrategyRow.Runtime));
        Map<SignalRow>(model, "signals", row => new { row.AccountId, row.EventSequence });
        Map<EquityPointRow>(model, "equity_points", row => new { row.AccountId, row.EventSequence });
        Map<CommandRow>(model, "commands", row => row.CommandId, nameof(CommandRow.Body), nameof(CommandRow.Answer));
        Map<ControlRow>(model, "control", row => row.Id);
        Map<WorkerRow>(model, "workers", row => row.WorkerId);
        Map<ControlAcknowledgementRow>(model, "control_acknowledgements", row => new { row.WorkerId, row.Epoch });
        Map<LeaseRow>(model, "worker_leases", row => row.AccountId);
        Map<SafetyStatusRow>(model, "safety_status", row => row.Layer);
        Map<FeedStatusRow>(model, "feed_status", row => new { row.Venue, row.Symbol, row.Stream, row.WorkerId }, nameof(FeedStatusRow.ResyncReasons), nameof(FeedStatusRow.IgnoredReasons));
        Map<SymbolChoiceRow>(model, "symbol_choices", row => row.Venue, nameof(SymbolChoiceRow.Choice));
        Map<SymbolProposalRow>(model, "symbol_proposals", row => row.ProposalId, nameof(SymbolProposalRow.Choice));
        Map<FollowedSymbolsRow>(model, "followed_symbols", row => new { row.WorkerId, row.Venue }, nameof(FollowedSymbolsRow.Followed));
        Map<VenueBlockRow>(model, "venue_blocks", row => new { row.Venue, row.Host });
        Map<ReportRow>(model, "reports", row => row.ReportId, nameof(ReportRow.Body));
        Map<ApiKeyRow>(model, "api_keys", row => row.KeyId);
        Map<ApiUsageRow>(model, "api_usage", row => new { row.Hour, row.Source, row.Subject, row.Endpoint });
        Map<AuditLogRow>(model, "audit_logs", row => row.Sequence, nameof(AuditLogRow.Details));
        Map<CandleRow>(model, "candles", row => new { row.InstrumentId, row.IntervalSeconds, row.Simulated, row.OpenTime });
        Map<MarketTradeRow>(model, "market_trades", row => new { row.InstrumentId, row.Aggregated, row.Simulated, row.TradedAt, row.RowId });
        Map<DataImportRow>(model, "data_imports", row => row.ImportId);
        Map<DataRangeRow>(model, "data_ranges", row => row.RangeId);
    }

    private static void Map<T>(ModelBuilder model, string table, Expression<Func<T, object?>> key, params ReadOnlySpan<string> json) where T : class
    {
        EntityTypeBuilder<T> entity = model.Entity<T>();
        entity.ToTable(table);
        entity.HasKey(key);
        foreach (IMutableProperty property in entity.Metadata.GetProperties()) property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        foreach (string name in json) entity.Property(name).HasColumnType("jsonb");
    }

    private static InvalidOperationException ReadOnly() => new("the read side does not write: journal, commands and control have their own writers");
}
