using System.Text;
using TradingBot.Api.Live;

namespace TradingBot.Api.Tests.Live;

public sealed class MailboxTests
{
    [Fact]
    public void Newer_state_takes_the_place_of_older_and_order_is_kept_between_keys()
    {
        var mailbox = new Mailbox();
        mailbox.Put(Event("book", "1"));
        mailbox.Put(Event("ticker", "1"));
        mailbox.Put(Event("book", "2"));
        Assert.Equal(["ticker:1", "book:2"], TakeAll(mailbox));
        Assert.Empty(TakeAll(mailbox));
    }

    [Fact]
    public void Present_state_never_hides_news()
    {
        var mailbox = new Mailbox();
        mailbox.Put(Event("book", "news"));
        mailbox.PutPresent(Event("book", "present"));
        mailbox.PutPresent(Event("ticker", "present"));
        Assert.Equal(["book:news", "ticker:present"], TakeAll(mailbox));
    }

    [Fact]
    public void However_much_comes_it_never_holds_more_than_its_bound()
    {
        var mailbox = new Mailbox();
        for (int number = 0; number < 1_000_000; number++) mailbox.Put(Event($"key{number % 100}", "x"));
        Assert.Equal(100, mailbox.Count);
        Assert.False(mailbox.IsOverflown);
        for (int number = 0; number < Mailbox.KeysMax + 10; number++) mailbox.Put(Event($"other{number}", "x"));
        Assert.Equal(Mailbox.KeysMax, mailbox.Count);
        Assert.True(mailbox.IsOverflown);
    }

    [Fact]
    public async Task Waiting_ends_when_something_comes_and_when_time_is_up()
    {
        var mailbox = new Mailbox();
        Assert.False(await mailbox.WaitAsync(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
        Task<bool> waiting = mailbox.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        mailbox.Put(Event("a", "1"));
        Assert.True(await waiting);
        Assert.True(mailbox.TryTake(out _));
        Assert.False(mailbox.TryTake(out _));
        Assert.False(await mailbox.WaitAsync(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    private static ServerEvent Event(string key, string text) => new(key, Encoding.ASCII.GetBytes($"{key}:{text}"));

    private static List<string> TakeAll(Mailbox mailbox)
    {
        var taken = new List<string>();
        while (mailbox.TryTake(out ServerEvent? oldest)) taken.Add(Encoding.ASCII.GetString(oldest.Frame));
        return taken;
    }
}
