using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace TradingBot.Api.Live;

/// <summary>Who watches which topic. Safe for many threads; telling costs nothing where nobody watches.</summary>
internal sealed class LiveHub
{
    private readonly ConcurrentDictionary<LiveTopic, ImmutableArray<Mailbox>> _watchers = new();

    /// <summary>Topics that somebody watches now.</summary>
    public IReadOnlyCollection<LiveTopic> Watched => [.. _watchers.Keys];

    public bool IsWatched(LiveTopic topic) => _watchers.ContainsKey(topic);

    /// <summary>From now on the mailbox gets the news of these topics, until the result is disposed.</summary>
    public IDisposable Watch(IReadOnlyList<LiveTopic> topics, Mailbox mailbox)
    {
        foreach (LiveTopic topic in topics) _watchers.AddOrUpdate(topic, [mailbox], (_, watchers) => watchers.Add(mailbox));
        return new Watching(this, topics, mailbox);
    }

    /// <summary>Puts news into the mailbox of everybody who watches the topic.</summary>
    /// <param name="news">Made only where somebody does.</param>
    public void Tell(LiveTopic topic, Func<ServerEvent> news)
    {
        if (!_watchers.TryGetValue(topic, out ImmutableArray<Mailbox> watchers)) return;
        ServerEvent made = news();
        foreach (Mailbox mailbox in watchers) mailbox.Put(made);
    }

    private void Forget(LiveTopic topic, Mailbox mailbox)
    {
        while (_watchers.TryGetValue(topic, out ImmutableArray<Mailbox> watchers))
        {
            ImmutableArray<Mailbox> left = watchers.Remove(mailbox);
            bool done = left.IsEmpty
                ? ((ICollection<KeyValuePair<LiveTopic, ImmutableArray<Mailbox>>>)_watchers).Remove(new(topic, watchers))
                : _watchers.TryUpdate(topic, left, watchers);
            if (done) return;
        }
    }

    private sealed class Watching(LiveHub hub, IReadOnlyList<LiveTopic> topics, Mailbox mailbox) : IDisposable
    {
        public void Dispose()
        {
            foreach (LiveTopic topic in topics) hub.Forget(topic, mailbox);
        }
    }
}
