using TradingBot.Simulation.Market;
using TradingBot.Simulation.Scheduling;
using TradingBot.Simulation.Storing;
using TradingBot.Storage.Commands;

namespace TradingBot.Simulation.Workers;

/// <summary>Who asks for things: opens accounts, places, amends and cancels orders of many kinds, and asks again under the same key when an answer does not come, or at once, or with another body.</summary>
internal sealed class Clients(Schedule schedule, SimulatedStore store, SimulatedVenue venue, Func<Faults> faults)
{
    private const string Actor = "tester";
    private static readonly string[] Models = ["immediate", "expected", "pessimistic", "optimistic"];

    private readonly List<Guid> _accounts = [];
    private int _keys;
    private bool _isEnded;

    /// <summary>What was answered, as the client read it.</summary>
    public Dictionary<string, CommandReply> Answers { get; } = [];

    /// <summary>Every key that was used, with the account.</summary>
    public Dictionary<string, Guid> Keys { get; } = [];

    /// <summary>What the store told clients that must never be told.</summary>
    public List<string> Broken { get; } = [];

    public void Start(int accounts)
    {
        for (int number = 1; number <= accounts; number++)
        {
            Guid account = new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);
            schedule.After(schedule.Between(0, 3_000), () =>
            {
                _accounts.Add(account);
                Dictionary<string, decimal> deposits = new() { ["USDT"] = 10_000m, ["BTC"] = 20m };
                decimal drawdown = schedule.OneIn(3) ? 0.002m : 1m;
                Ask(account, new OpenAccountBody("Simulated", "USDT", deposits, new(5_000m, 9_000m, drawdown, 20)) { ExecutionModel = Models[schedule.Random.Next(Models.Length)] });
            });
        }
        Next();
    }

    /// <summary>Asks for nothing new any more.</summary>
    public void End() => _isEnded = true;

    private void Next() => schedule.After(schedule.Between(50, 600), () =>
    {
        if (_isEnded) return;
        if (_accounts.Count > 0) Ask(_accounts[schedule.Random.Next(_accounts.Count)], Wish());
        Next();
    });

    private CommandBody Wish()
    {
        Random random = schedule.Random;
        string side = schedule.OneIn(2) ? "buy" : "sell";
        decimal price = (venue.Middle + random.Next(-6, 7)) / 100m, quantity = random.Next(50, 3_000) / 1_000m;
        return random.Next(12) switch
        {
            < 4 => new PlaceOrderBody("binance", "BTC-USDT", side, "limit", quantity, price, "gtc"),
            4 => new PlaceOrderBody("binance", "BTC-USDT", side, "limit", quantity, price, schedule.OneIn(2) ? "ioc" : "postOnly"),
            < 7 => new PlaceOrderBody("binance", "BTC-USDT", side, "market", quantity, null, null),
            7 => new PlaceOrderBody("binance", "BTC-USDT", side, "stop", quantity, null, null) { TriggerPrice = price },
            8 => new PlaceOrderBody("binance", "BTC-USDT", side, "trailingStop", quantity, null, null) { TrailingDistance = random.Next(1, 5) / 100m },
            9 => new CancelAllBody(),
            10 => OrderOf() is { } order ? new CancelOrderBody(order) : new CancelAllBody(),
            _ => OrderOf() is { } order ? new AmendOrderBody(order, price, quantity) : new PlaceOrderBody("binance", "NONE-USDT", side, "limit", quantity, price, "gtc"),
        };
    }

    private Guid? OrderOf()
    {
        CommandReply[] placed = [.. Answers.Values.Where(answer => answer is { IsDone: true, OrderId: not null }).TakeLast(8)];
        return placed.Length == 0 ? null : placed[schedule.Random.Next(placed.Length)].OrderId;
    }

    private void Ask(Guid account, CommandBody body)
    {
        string key = $"key-{++_keys}";
        Keys.Add(key, account);
        Submit(key, account, body);
        // Somebody's double click, or a proxy that repeats.
        while (schedule.OneIn(4)) Submit(key, account, body);
        if (!schedule.OneIn(12)) return;
        CommandBody other = body is CancelAllBody ? new CancelOrderBody(account) : new CancelAllBody();
        schedule.After(schedule.Between(20, 2_000), () => Repeat(key, account, other, SubmissionState.OtherBody));
    }

    private void Submit(string key, Guid account, CommandBody body)
    {
        if (schedule.OneIn(faults().LostRequests))
        {
            schedule.After(schedule.Between(500, 1_000), () => Submit(key, account, body));
            return;
        }
        schedule.After(schedule.Between(0.5, 10), () =>
        {
            (SubmissionState state, StoredCommand command) = store.Submit(new(NewId(), key, Actor, account, body));
            if (state == SubmissionState.OtherBody) Broken.Add($"{key}: a repeat with the same body was told that it is another");
            Watch(key, account, body, command);
        });
    }

    private void Repeat(string key, Guid account, CommandBody body, SubmissionState expected)
    {
        // Nothing was stored yet: then the key would be free.
        if (!store.Keys.ContainsKey((Actor, key))) return;
        SubmissionState state = store.Submit(new(NewId(), key, Actor, account, body)).State;
        if (state != expected) Broken.Add($"I2 {key}: another body under the same key was told {state}");
    }

    // The answer is asked for until it comes; and who lost it asks under the key.
    private void Watch(string key, Guid account, CommandBody body, StoredCommand command) => schedule.After(schedule.Between(5, 50), () =>
    {
        if (command.Answer is not { } answer)
        {
            if (schedule.OneIn(200)) Submit(key, account, body);
            else Watch(key, account, body, command);
            return;
        }
        if (Answers.TryGetValue(key, out CommandReply? first) && first != answer) Broken.Add($"I1 {key} was answered {first}, then {answer}");
        Answers[key] = answer;
    });

    private Guid NewId()
    {
        byte[] bytes = new byte[16];
        schedule.Random.NextBytes(bytes);
        return new(bytes);
    }
}
