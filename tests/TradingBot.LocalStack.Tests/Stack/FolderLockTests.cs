using System.Globalization;
using TradingBot.LocalStack.Stack;

namespace TradingBot.LocalStack.Tests.Stack;

public sealed class FolderLockTests
{
    [Fact]
    public void A_lock_has_one_holder_whom_the_others_can_name_until_it_is_given_back()
    {
        using TestFolder folder = new();
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using (Assert.IsType<FolderLock>(FolderLock.TryTake(folder.File("lock"), out _)))
        {
            Assert.Null(FolderLock.TryTake(folder.File("lock"), out string holder));
            Assert.Equal(own, holder);
        }

        using FolderLock again = Assert.IsType<FolderLock>(FolderLock.TryTake(folder.File("lock"), out _));
    }
}
