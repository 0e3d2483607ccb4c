using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.Tests.Programs;

public sealed class ProgramCatalogTests
{
    [Fact]
    public void The_folder_of_PostgreSQL_is_the_real_one_and_complete()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        string folder = Assert.IsType<string>(ProgramCatalog.PostgreSqlFolder());

        Assert.All(["initdb", "postgres", "pg_ctl"], program => Assert.True(File.Exists(Path.Combine(folder, program)), program));
        Assert.Null(new FileInfo(Path.Combine(folder, "initdb")).LinkTarget);
    }

    [Fact]
    public void The_first_name_that_exists_wins_and_none_is_null()
    {
        Assert.Equal("sh", Path.GetFileName(ProgramCatalog.FirstOf("no-such-program", "sh", "ls")));
        Assert.Null(ProgramCatalog.FirstOf("no-such-program", "nor-this-one"));
    }
}
