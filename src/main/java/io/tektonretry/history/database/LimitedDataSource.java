package io.tektonretry.history.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Lends connections whose statements are cancelled by the {@link TimeLimit} of the borrowing thread. */
final class LimitedDataSource extends DelegatingDataSource {

    LimitedDataSource(DataSource connections) {
        super(connections);
    }

    @Override
    public Connection getConnection() throws SQLException {
        TimeLimit limit = TimeLimit.current();
        if (limit == null) {
            return super.getConnection();
        }
        TimeLimit.check();
        Connection connection = super.getConnection();
        limit.taken(connection);
        if (TimeLimit.isOverNow()) {
            limit.released(connection);
            connection.close();
            TimeLimit.check();
        }
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        limit.released(connection);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
