using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Names;
using TradingBot.Storage.Notifications;

namespace TradingBot.Storage.Journal;

/// <summary>Writes a batch as statements; each takes whole columns as arrays, so their number does not grow with the batch.</summary>
internal sealed class JournalStatements(JournalBatch batch, NpgsqlBatch statements)
{
    private readonly JournalRows _rows = new(batch);

    public void AddAll(string workerId, IReadOnlyDictionary<AccountId, long> leases)
    {
        AddGuard(workerId, leases);
        AddOpenedAccounts();
        AddEvents();
        AddNewOrders();
        AddChangedOrders();
        AddExecutions();
        AddPostings();
        AddPositions();
        AddStrategies();
        AddSignals();
        AddMarks();
        AddRisk();
        AddAnswers(workerId);
    }

    private void AddGuard(string workerId, IReadOnlyDictionary<AccountId, long> leases)
    {
        Guid[] accounts = [.. batch.Events.Select(journaled => journaled.Account.Value).Concat(batch.Completions.Select(completion => completion.Account.Value))
            .Where(account => leases.ContainsKey(new(account))).Distinct().Order()];
        long[] epochs = [.. accounts.Select(account => leases[new(account)])];
        Add("SELECT hold_journal_guard($1, $2, $3, $4)", workerId, accounts, epochs, batch.ControlEpoch);
    }

    private void AddOpenedAccounts()
    {
        foreach (AccountOpened opened in _rows.Opened)
        {
            Add("""
                INSERT INTO accounts (account_id, name, reporting_asset, max_order_notional, max_position_notional, max_drawdown_parts_per_million, max_open_orders, created_at, execution_model)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """, opened.Account.Value, opened.Name, opened.ReportingAsset, opened.Limits.MaxOrderNotional.ToDecimal(), opened.Limits.MaxPositionNotional.ToDecimal(),
                opened.Limits.MaxDrawdownPartsPerMillion, opened.Limits.MaxOpenOrders, TimeOf(opened), (opened.Model ?? ExecutionModel.Immediate).Name);
        }
    }

    private void AddEvents()
    {
        if (batch.Events.Count == 0) return;
        string[] payloads = [.. batch.Events.Select(JournalJson.Write)];
        Add("""
            INSERT INTO engine_events (account_id, sequence, input_sequence, time_ns, type, payload)
            SELECT account_id, sequence, input_sequence, time_ns, payload ->> 'event', payload
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::jsonb[]) AS event (account_id, sequence, input_sequence, time_ns, payload)
            """, Column(batch.Events, journaled => journaled.Account.Value), Column(batch.Events, journaled => journaled.AccountSequence),
            Column(batch.Events, journaled => journaled.InputSequence), Column(batch.Events, journaled => journaled.TimeNs), Json(payloads));
    }

    private void AddNewOrders()
    {
        OrderChange[] orders = [.. _rows.NewOrders];
        if (orders.Length == 0) return;
        Add("""
            INSERT INTO orders (order_id, account_id, order_number, instrument_id, venue, symbol, side, type, time_in_force, quantity, limit_price, status,
                filled_quantity, filled_notional, fees, locked_asset, locked_amount, strategy_id, reason, reject_reason, end_reason, message, event_sequence, created_at, updated_at,
                trigger_price, trigger_source, trailing_distance, trailing_percent, activation_price, triggered_at, expire_at, reduce_only, quote_quantity, simulated,
                amends, self_trade_prevention, prevented_quantity, display_quantity, list_id, list_leg, parent_order_id, take_profit_price, stop_price, stop_limit_price)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::numeric[], $11::numeric[],
                $12::text[], $13::numeric[], $14::numeric[], $15::numeric[], $16::text[], $17::numeric[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[],
                $23::bigint[], $24::timestamptz[], $25::timestamptz[], $26::numeric[], $27::text[], $28::numeric[], $29::numeric[], $30::numeric[], $31::timestamptz[],
                $32::timestamptz[], $33::boolean[], $34::numeric[], $35::boolean[], $36::int[], $37::text[], $38::numeric[],
                $39::numeric[], $40::uuid[], $41::text[], $42::uuid[], $43::numeric[], $44::numeric[], $45::numeric[])
            """, Column(orders, order => order.OrderId), Column(orders, order => order.First.Account.Value), Column(orders, order => order.OrderNumber),
            Column(orders, order => order.Instrument!.Id.Number), Column(orders, order => StoredNames.Of(order.Instrument!.Venue)),
            Column(orders, order => order.Instrument!.Symbol), Column(orders, order => order.Side), Column(orders, order => order.Type),
            Column(orders, order => order.TimeInForce), Column(orders, order => order.Quantity), Column(orders, order => order.LimitPrice),
            Column(orders, order => order.Status), Column(orders, order => order.Filled), Column(orders, order => order.FilledNotional), Column(orders, order => order.Fees),
            Column(orders, order => order.LockedAsset), Column(orders, order => order.Locked ?? 0m), Column(orders, order => order.StrategyId), Column(orders, order => order.Reason),
            Column(orders, order => order.RejectReason), Column(orders, order => order.EndReason), Column(orders, order => order.Message),
            Column(orders, order => order.Last.AccountSequence), Column(orders, order => TimeOf(order.First)), Column(orders, order => TimeOf(order.Last)),
            Column(orders, order => order.TriggerPrice), Column(orders, order => order.TriggerSource), Column(orders, order => order.TrailingDistance),
            Column(orders, order => order.TrailingPercent), Column(orders, order => order.ActivationPrice), Column(orders, order => order.TriggeredAt),
            Column(orders, order => order.ExpireAt), Column(orders, order => order.ReduceOnly), Column(orders, order => order.QuoteQuantity),
            Column(orders, order => order.Simulated), Column(orders, order => order.Amends), Column(orders, order => order.SelfTradePrevention), Column(orders, order => order.Prevented),
            Column(orders, order => order.DisplayQuantity), Column(orders, order => order.ListId), Column(orders, order => order.ListLeg), Column(orders, order => order.ParentOrderId),
            Column(orders, order => order.TakeProfitPrice), Column(orders, order => order.StopPrice), Column(orders, order => order.StopLimitPrice));
    }

    private void AddChangedOrders()
    {
        OrderChange[] orders = [.. _rows.ChangedOrders];
        if (orders.Length == 0) return;
        Add("""
            UPDATE orders SET status = coalesce(change.status, orders.status), filled_quantity = orders.filled_quantity + change.filled, filled_notional = orders.filled_notional + change.notional,
                fees = orders.fees + change.fees, locked_amount = coalesce(change.locked, orders.locked_amount), end_reason = change.end_reason,
                trigger_price = coalesce(change.trigger_price, orders.trigger_price), triggered_at = coalesce(change.triggered_at, orders.triggered_at), event_sequence = change.sequence, updated_at = change.updated_at,
                quantity = coalesce(change.quantity, orders.quantity), limit_price = coalesce(change.limit_price, orders.limit_price),
                amends = orders.amends + change.amends, prevented_quantity = orders.prevented_quantity + change.prevented
            FROM unnest($1::uuid[], $2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::text[], $8::bigint[], $9::timestamptz[],
                $10::numeric[], $11::timestamptz[], $12::numeric[], $13::numeric[], $14::int[], $15::numeric[])
                AS change (order_id, status, filled, notional, fees, locked, end_reason, sequence, updated_at, trigger_price, triggered_at, quantity, limit_price, amends, prevented)
            WHERE orders.order_id = change.order_id
            """, Column(orders, order => order.OrderId), Column(orders, order => order.Status), Column(orders, order => order.Filled),
            Column(orders, order => order.FilledNotional), Column(orders, order => order.Fees), Column(orders, order => order.Locked),
            Column(orders, order => order.EndReason), Column(orders, order => order.Last.AccountSequence), Column(orders, order => TimeOf(order.Last)),
            Column(orders, order => order.TriggerPrice), Column(orders, order => order.TriggeredAt),
            Column(orders, order => order.IsNew || order.Amends > 0 ? order.Quantity : (decimal?)null), Column(orders, order => order.LimitPrice),
            Column(orders, order => order.Amends), Column(orders, order => order.Prevented));
    }

    private void AddExecutions()
    {
        if (_rows.Executions.Count == 0) return;
        List<(OrderExecuted Event, Engine.Executions.Execution Execution)> rows = _rows.Executions;
        Add("""
            INSERT INTO trade_executions (execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset,
                role, realized_profit, strategy_id, simulated, evidence, event_sequence, executed_at)
            SELECT execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role, profit,
                (SELECT strategy_id FROM orders WHERE orders.order_id = execution.order_id), simulated, evidence, sequence, executed_at
            FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::int[], $6::text[], $7::text[], $8::text[], $9::numeric[], $10::numeric[], $11::numeric[],
                $12::numeric[], $13::text[], $14::text[], $15::numeric[], $16::jsonb[], $17::bigint[], $18::boolean[], $19::timestamptz[])
                AS execution (execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role, profit,
                    evidence, sequence, simulated, executed_at)
            """, Column(rows, row => row.Execution.ExecutionId), Column(rows, row => row.Event.Account.Value), Column(rows, row => row.Execution.ExecutionNumber),
            Column(rows, row => row.Execution.OrderId), Column(rows, row => row.Execution.Instrument.Number),
            Column(rows, row => StoredNames.Of(InstrumentOf(row.Execution.Instrument).Venue)), Column(rows, row => InstrumentOf(row.Execution.Instrument).Symbol),
            Column(rows, row => StoredNames.Of(row.Execution.Side)), Column(rows, row => InstrumentOf(row.Execution.Instrument).ToDecimal(row.Execution.Price)),
            Column(rows, row => InstrumentOf(row.Execution.Instrument).ToDecimal(row.Execution.Quantity)), Column(rows, row => row.Execution.Notional.ToDecimal()),
            Column(rows, row => row.Execution.Fee.ToDecimal()), Column(rows, row => row.Execution.FeeAsset), Column(rows, row => StoredNames.Of(row.Execution.Role)),
            Column(rows, row => row.Execution.RealizedProfit.ToDecimal()), Json([.. rows.Select(row => JsonSerializer.Serialize(row.Execution.Evidence, JournalJson.Options))]),
            Column(rows, row => row.Event.AccountSequence), Column(rows, row => row.Execution.Simulated), Column(rows, row => TimeOf(row.Event)));
    }

    private void AddPostings()
    {
        if (_rows.Postings.Count == 0) return;
        List<(EngineEvent Event, short Line, Engine.Ledger.Posting Posting)> rows = _rows.Postings;
        Add("""
            INSERT INTO ledger_entries (account_id, event_sequence, line, ledger_account, asset, amount, entered_at)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::numeric[], $7::timestamptz[])
            """, Column(rows, row => row.Event.Account.Value), Column(rows, row => row.Event.AccountSequence), Column(rows, row => row.Line),
            Column(rows, row => StoredNames.Of(row.Posting.Account)), Column(rows, row => row.Posting.Asset), Column(rows, row => row.Posting.Amount.ToDecimal()),
            Column(rows, row => TimeOf(row.Event)));
    }

    private void AddPositions()
    {
        OrderExecuted[] rows = [.. _rows.Positions];
        if (rows.Length == 0) return;
        Add("""
            INSERT INTO positions (account_id, instrument_id, venue, symbol, quantity, cost, average_cost, realized_profit, event_sequence, updated_at)
            SELECT account_id, instrument_id, venue, symbol, quantity, cost, CASE WHEN quantity > 0 AND cost > 0 THEN trim_scale(round(cost / quantity, 12)) END, profit,
                sequence, updated_at
            FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::numeric[], $8::bigint[], $9::timestamptz[])
                AS position (account_id, instrument_id, venue, symbol, quantity, cost, profit, sequence, updated_at)
            ON CONFLICT (account_id, instrument_id) DO UPDATE SET quantity = excluded.quantity, cost = excluded.cost, average_cost = excluded.average_cost,
                realized_profit = excluded.realized_profit, event_sequence = excluded.event_sequence, updated_at = excluded.updated_at
            """, Column(rows, row => row.Account.Value), Column(rows, row => row.Execution.Instrument.Number),
            Column(rows, row => StoredNames.Of(InstrumentOf(row.Execution.Instrument).Venue)), Column(rows, row => InstrumentOf(row.Execution.Instrument).Symbol),
            Column(rows, row => row.PositionQuantity.ToDecimal()), Column(rows, row => row.PositionCost.ToDecimal()),
            Column(rows, row => row.PositionRealizedProfit.ToDecimal()), Column(rows, row => row.AccountSequence), Column(rows, TimeOf));
    }

    private void AddMarks()
    {
        List<EquityMarked> rows = _rows.Marks;
        if (rows.Count == 0) return;
        Add("""
            INSERT INTO equity_points (account_id, event_sequence, recorded_at, equity, peak_equity, simulated)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::numeric[], $5::numeric[], $6::boolean[])
            """, Column(rows, row => row.Account.Value), Column(rows, row => row.AccountSequence), Column(rows, TimeOf), Column(rows, row => row.Equity.ToDecimal()),
            Column(rows, row => row.PeakEquity.ToDecimal()), Column(rows, row => row.Simulated));
    }

    private void AddStrategies()
    {
        foreach (StrategyConfigured configured in _rows.Strategies)
        {
            Instrument instrument = InstrumentOf(configured.Strategy.Instrument);
            Add("""
                INSERT INTO strategies (account_id, strategy_id, kind, instrument_id, venue, symbol, bar_seconds, parameters, is_running, event_sequence, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11)
                ON CONFLICT (account_id, strategy_id) DO UPDATE SET kind = excluded.kind, instrument_id = excluded.instrument_id, venue = excluded.venue, symbol = excluded.symbol,
                    bar_seconds = excluded.bar_seconds, parameters = excluded.parameters, is_running = excluded.is_running, event_sequence = excluded.event_sequence,
                    updated_at = excluded.updated_at
                """, configured.Account.Value, configured.Strategy.StrategyId, configured.Strategy.Kind, instrument.Id.Number, StoredNames.Of(instrument.Venue), instrument.Symbol,
                configured.Strategy.BarSeconds, JournalRows.ParametersOf(configured), configured.IsRunning, configured.AccountSequence, TimeOf(configured));
        }
    }

    private void AddSignals()
    {
        List<SignalRaised> rows = _rows.Signals;
        if (rows.Count == 0) return;
        Add("""
            INSERT INTO signals (account_id, event_sequence, strategy_id, instrument_id, venue, symbol, action, confidence_parts_per_million, price, reason, raised_at)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::int[], $9::numeric[], $10::text[], $11::timestamptz[])
            """, Column(rows, row => row.Account.Value), Column(rows, row => row.AccountSequence), Column(rows, row => row.StrategyId),
            Column(rows, row => row.Instrument.Number), Column(rows, row => StoredNames.Of(InstrumentOf(row.Instrument).Venue)),
            Column(rows, row => InstrumentOf(row.Instrument).Symbol), Column(rows, row => StoredNames.Of(row.Action)), Column(rows, row => row.ConfidencePartsPerMillion),
            Column(rows, row => InstrumentOf(row.Instrument).ToDecimal(row.Price)), Column(rows, row => row.Reason), Column(rows, TimeOf));
    }

    private void AddRisk()
    {
        foreach (RiskLimitsChanged changed in _rows.Limits)
        {
            Add("UPDATE accounts SET max_order_notional = $2, max_position_notional = $3, max_drawdown_parts_per_million = $4, max_open_orders = $5 WHERE account_id = $1",
                changed.Account.Value, changed.Limits.MaxOrderNotional.ToDecimal(), changed.Limits.MaxPositionNotional.ToDecimal(),
                changed.Limits.MaxDrawdownPartsPerMillion, changed.Limits.MaxOpenOrders);
        }
        foreach (ExecutionModelChanged changed in _rows.Models) Add("UPDATE accounts SET execution_model = $2 WHERE account_id = $1", changed.Account.Value, changed.Model.Name);
        foreach (RiskStateChanged changed in _rows.Risk)
            Add("UPDATE accounts SET risk_state = $2, risk_reason = $3 WHERE account_id = $1", changed.Account.Value, StoredNames.Of(changed.State), changed.Reason);
    }

    private void AddAnswers(string workerId)
    {
        if (batch.Completions.Count > 0)
        {
            Add("SELECT complete_commands($1, $2)", Column(batch.Completions, completion => completion.CommandId),
                Json([.. batch.Completions.Select(completion => JsonSerializer.Serialize(completion.Reply, JournalJson.Options))]));
        }
        if (batch.Acknowledgement is not { } acknowledgement) return;
        Add("""
            INSERT INTO control_acknowledgements (worker_id, epoch, mode, cancelled_orders, elapsed_ms) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (worker_id, epoch) DO NOTHING
            """, workerId, batch.ControlEpoch, acknowledgement.Mode, acknowledgement.CancelledOrders, acknowledgement.ElapsedMs);
        Add($"SELECT pg_notify('{NotificationChannels.Acknowledgements}', '')");
    }

    private Instrument InstrumentOf(InstrumentId id) => _rows.InstrumentOf(id);

    private static DateTimeOffset TimeOf(EngineEvent journaled) => UnixTime.FromNanoseconds(journaled.TimeNs);

    private static TValue[] Column<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> value)
    {
        TValue[] column = new TValue[rows.Count];
        for (int i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        return column;
    }

    private static NpgsqlParameter Json(string[] column) => new() { Value = column, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb };

    private void Add(string sql, params ReadOnlySpan<object?> values)
    {
        NpgsqlBatchCommand command = new(sql);
        foreach (object? value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        statements.BatchCommands.Add(command);
    }
}
