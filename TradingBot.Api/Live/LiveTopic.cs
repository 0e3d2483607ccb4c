using System.Globalization;
using TradingBot.Api.Accounts;
using TradingBot.Api.Input;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Live;

/// <summary>What kind of thing a topic is about.</summary>
internal enum LiveTopicKind
{
    Tickers,
    Book,
    Trades,
    Candles,
    Account,
    System,
}

/// <summary>A topic of the live stream, in our spelling; equal topics are one.</summary>
internal sealed record LiveTopic(LiveTopicKind Kind, string Venue = "", string Symbol = "", int Seconds = 0, Guid AccountId = default)
{
    public const int TopicsMax = 64;
    public const string Forms = "tickers, book:{venue}:{symbol}, trades:{venue}:{symbol}, candles:{venue}:{symbol}:{seconds}, account:{accountId} or account:default, system";

    public static LiveTopic Tickers { get; } = new(LiveTopicKind.Tickers);

    public static LiveTopic System { get; } = new(LiveTopicKind.System);

    public static LiveTopic Account(Guid accountId) => new(LiveTopicKind.Account, AccountId: accountId);

    /// <summary>Reads topics separated by commas; what is wrong stands under the field <c>topics</c>.</summary>
    public static async Task<IReadOnlyList<LiveTopic>> ReadAsync(
        InputErrors errors, string? text, InstrumentDirectory instruments, TradingBotDbContext database, CancellationToken cancellation)
    {
        string[] names = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length is 0 or > TopicsMax) errors.Add("topics", $"must name 1 to {TopicsMax} topics, separated by commas: {Forms}");
        var topics = new List<LiveTopic>();
        foreach (string name in names.Take(TopicsMax))
        {
            LiveTopic? topic = name.Split(':') switch
            {
                ["tickers"] => Tickers,
                ["system"] => System,
                ["book", var venue, var symbol] => await OfInstrumentAsync(LiveTopicKind.Book, venue, symbol, 0),
                ["trades", var venue, var symbol] => await OfInstrumentAsync(LiveTopicKind.Trades, venue, symbol, 0),
                ["candles", var venue, var symbol, var seconds] when int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length > 0 =>
                    await OfInstrumentAsync(LiveTopicKind.Candles, venue, symbol, length),
                ["account", "default"] => await OfAccountAsync(null),
                ["account", var id] when Guid.TryParse(id, out Guid account) => await OfAccountAsync(account),
                _ => Refuse($"has no topic '{(name.Length <= 60 ? name : name[..60] + "…")}'; topics are {Forms}"),
            };
            if (topic is not null && !topics.Contains(topic)) topics.Add(topic);
        }
        return topics;

        async Task<LiveTopic?> OfInstrumentAsync(LiveTopicKind kind, string venue, string symbol, int seconds)
        {
            var own = new InputErrors();
            InstrumentRow? instrument = await instruments.FindAsync(own, venue, symbol, cancellation);
            if (instrument is not null) return new LiveTopic(kind, instrument.Venue, instrument.Symbol, seconds);
            return Refuse($"can't be used: {own.ToProblem().ProblemDetails.Detail}");
        }

        async Task<LiveTopic?> OfAccountAsync(Guid? id) => await AccountChoice.ChooseAsync(database, id, cancellation) is { } account
            ? Account(account.AccountId)
            : Refuse(id is null ? "names the default account, but there is no account yet; try again when the worker has opened one" : $"names account {id}, which does not exist");

        LiveTopic? Refuse(string message)
        {
            errors.Add("topics", message);
            return null;
        }
    }
}
