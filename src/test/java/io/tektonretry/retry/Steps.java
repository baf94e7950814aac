package io.tektonretry.retry;

import io.tektonretry.tekton.TektonResources;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Puts a step before and after everything that leaves the process: each statement, each commit, each call of the API server. */
final class Steps implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof DataSource source) {
            return new SteppedDataSource(source);
        }
        return bean instanceof TektonResources ? stepped(bean) : bean;
    }

    private static Object stepped(Object cluster) {
        ProxyFactory proxy = new ProxyFactory(cluster);
        proxy.setProxyTargetClass(true);
        proxy.addAdvice((MethodInterceptor) call -> {
            Fate.step(false);
            Object answer = call.proceed();
            Fate.step(false);
            return answer;
        });
        return proxy.getProxy();
    }

    private static final class SteppedDataSource extends DelegatingDataSource {

        SteppedDataSource(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return proxy(Connection.class, SteppedDataSource::called, super.getConnection());
        }

        private static @Nullable Object called(Connection connection, Method method, Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("commit")) {
                Fate.step(true);
                Object answer = invoke(connection, method, arguments);
                Fate.step(false);
                return answer;
            }
            Object answer = invoke(connection, method, arguments);
            return answer instanceof PreparedStatement statement
                    ? proxy(
                            PreparedStatement.class,
                            (target, called, with) -> executed(connection, target, called, with),
                            statement)
                    : answer;
        }

        private static @Nullable Object executed(
                Connection connection, PreparedStatement statement, Method method, Object @Nullable [] arguments)
                throws Throwable {
            if (!method.getName().startsWith("execute")) {
                return invoke(statement, method, arguments);
            }
            boolean inTransaction = !connection.getAutoCommit();
            Fate.step(inTransaction);
            Object answer = invoke(statement, method, arguments);
            Fate.step(inTransaction);
            return answer;
        }

        private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
                throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static <T> T proxy(Class<T> type, Call<T> call, T target) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, arguments) -> call.answer(target, method, arguments)));
        }

        /** Answers a call that was meant for the target. */
        private interface Call<T> {
            @Nullable
            Object answer(T target, Method method, Object @Nullable [] arguments) throws Throwable;
        }
    }
}
